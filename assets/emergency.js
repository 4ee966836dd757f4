// Asks a hardware key, and sends what it answers by the page's own form.  There is no way to a
// hardware key without a script, so this is the one part of the portal that needs one.

const form = document.querySelector("form[data-options]")
const trouble = document.getElementById("trouble")

function bytesOf(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

function textOf(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (octet) => String.fromCharCode(octet)).join("")
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
}

async function register(options) {
  options.challenge = bytesOf(options.challenge)
  options.user.id = bytesOf(options.user.id)
  for (const known of options.excludeCredentials || []) {
    known.id = bytesOf(known.id)
  }
  const made = await navigator.credentials.create({ publicKey: options })
  return {
    id: made.id,
    rawId: textOf(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: textOf(made.response.clientDataJSON),
      attestationObject: textOf(made.response.attestationObject),
    },
  }
}

async function prove(options) {
  options.challenge = bytesOf(options.challenge)
  const given = await navigator.credentials.get({ publicKey: options })
  const { response } = given
  return {
    id: given.id,
    rawId: textOf(given.rawId),
    type: given.type,
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
      userHandle: response.userHandle ? textOf(response.userHandle) : null,
    },
  }
}

function say(sentence) {
  trouble.textContent = sentence
  trouble.hidden = false
}

document.getElementById("without-script").hidden = true
form.hidden = false

form.addEventListener("submit", async (event) => {
  event.preventDefault()
  trouble.hidden = true
  if (!window.PublicKeyCredential) {
    say("This browser cannot talk to hardware keys. Use another one.")
    return
  }
  const options = JSON.parse(form.dataset.options)
  try {
    const answer = await (form.dataset.ceremony === "register" ? register(options) : prove(options))
    form.elements.answer.value = JSON.stringify(answer)
  } catch (failure) {
    say(
      failure.name === "InvalidStateError"
        ? "This key is enrolled already. Use another one."
        : "The key did not answer. Put it in, press the button again, and do what your browser asks.",
    )
    return
  }
  form.submit()
})
