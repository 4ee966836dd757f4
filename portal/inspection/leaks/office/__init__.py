"""What files of word processors, spreadsheets and presentations hold besides what they show."""
