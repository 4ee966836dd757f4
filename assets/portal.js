// Everything works without this.  It wakes GOV.UK Frontend's components, and makes sure that
// a page brought back by the Back button is asked for again, so that signing out holds.

import { initAll } from "./govuk-frontend.js"

addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload()
  }
})

document.body.classList.add("js-enabled", "govuk-frontend-supported")
initAll()
