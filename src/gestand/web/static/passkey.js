// Passkeys (WebAuthn): the one thing that a browser does not do without a script. Each form says what it does; without a script, or
// without passkeys in the browser, it stays hidden, and everything else works.
"use strict";
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function ask(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    for (const one of options[list] || []) one.id = bytes(one.id);
  }
  if (form.dataset.passkey === "create") {
    options.user.id = bytes(options.user.id);
    const made = await navigator.credentials.create({ publicKey: options });
    return { id: made.id, rawId: text(made.rawId), type: made.type, response: {
      clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) } };
  }
  const found = await navigator.credentials.get({ publicKey: options });
  return { id: found.id, rawId: text(found.rawId), type: found.type, response: {
    clientDataJSON: text(found.response.clientDataJSON), authenticatorData: text(found.response.authenticatorData),
    signature: text(found.response.signature), userHandle: found.response.userHandle ? text(found.response.userHandle) : null } };
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.passkey.value) return;
      event.preventDefault();
      try {
        form.elements.passkey.value = JSON.stringify(await ask(form));
        form.requestSubmit();
      } catch (error) { /* the person stopped, or there is no passkey: nothing happened */ }
    });
  }
}
