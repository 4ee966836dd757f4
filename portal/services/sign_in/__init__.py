"""From somebody at the door to a person with a session, by way of the identity provider."""
