// Shows how much of a file has been sent.  Without this the form sends it just as well.

let form = null

function heading(page) {
  return page.querySelector("h1").textContent
}

function fail(sentence) {
  const summary = document.createElement("div")
  summary.className = "govuk-error-summary"
  summary.tabIndex = -1
  const alert = document.createElement("div")
  alert.setAttribute("role", "alert")
  const title = document.createElement("h2")
  title.className = "govuk-error-summary__title"
  title.textContent = "The file was not taken"
  const body = document.createElement("p")
  body.className = "govuk-body"
  body.textContent = sentence
  alert.append(title, body)
  summary.append(alert)
  document.getElementById("faults").replaceChildren(summary)
  document.getElementById("progress").hidden = true
  form.querySelector("button").disabled = false
  summary.focus()
}

function send(file) {
  const request = new XMLHttpRequest()
  const bar = document.getElementById("sent")
  const percent = document.getElementById("percent")
  let told = -1
  document.getElementById("progress").hidden = false
  form.querySelector("button").disabled = true
  request.upload.addEventListener("progress", (event) => {
    const share = event.lengthComputable ? Math.floor((100 * event.loaded) / event.total) : 0
    bar.value = share
    // Not at every step: a screen reader says each of them.
    if (share >= told + 10) {
      told = share
      percent.textContent = `${share}% sent`
    }
  })
  request.upload.addEventListener("load", () => {
    bar.value = 100
    document.getElementById("told").textContent = "The file is being checked"
    percent.textContent = "All of it is sent. It is being checked."
  })
  request.addEventListener("load", () => {
    const answer = new DOMParser().parseFromString(request.responseText, "text/html")
    const faults = answer.getElementById("faults")
    if (request.status === 422 && faults) {
      document.title = answer.title
      if (heading(answer) === heading(document)) {
        document.getElementById("faults").replaceChildren(...faults.childNodes)
        document.getElementById("progress").hidden = true
        form.querySelector("button").disabled = false
      } else {
        // A file was to take another's place: neither is there now, so it is another page.
        document.querySelector("main").replaceWith(answer.querySelector("main"))
        begin()
      }
      const summary = document.querySelector(".govuk-error-summary")
      summary.tabIndex = -1
      summary.focus()
    } else if (request.status === 200) {
      location.assign(request.responseURL)
    } else {
      fail("Something stopped it on its way. Load this page again and send the file once more.")
    }
  })
  request.addEventListener("error", () => {
    fail("The connection broke off. Nothing of the file was kept. Send it once more.")
  })
  request.open("POST", form.action)
  // The token goes first, so that it is checked before the file is taken.
  const parts = new FormData()
  for (const each of form.querySelectorAll("input[type=hidden]")) {
    parts.append(each.name, each.value)
  }
  parts.append("file", file, file.name)
  request.send(parts)
}

function begin() {
  form = document.getElementById("sending")
  if (!form) {
    return
  }
  form.addEventListener("submit", (event) => {
    const [file] = document.getElementById("file").files
    if (!file) {
      return
    }
    event.preventDefault()
    if (file.size > Number(form.dataset.most)) {
      fail("The file is larger than may be sent here. Split it, or make the pictures in it smaller.")
    } else {
      send(file)
    }
  })
}

begin()
