// <ticket-presence data-url data-ticket>: says that its reader looks at the ticket, or writes, and shows in every
// ".presence" of the page who else does. What comes is a sentence, and empty for those who may not work on it.
const SAID_EVERY = 15_000, WRITES_FOR = 20_000

customElements.define("ticket-presence", class extends HTMLElement {
  connectedCallback() {
    this.wroteAt = 0
    this.timers = [setTimeout(() => this.say(), 1000), setInterval(() => this.say(), SAID_EVERY)]
    for (const type of ["news", "input", "visibilitychange"]) document.addEventListener(type, this)
    window.addEventListener("pagehide", this)
  }

  disconnectedCallback() {
    this.timers.forEach(clearInterval)
    for (const type of ["news", "input", "visibilitychange"]) document.removeEventListener(type, this)
    window.removeEventListener("pagehide", this)
  }

  handleEvent(event) {
    if (event.type === "news") this.show(event.detail)
    else if (event.type === "input") this.write(event.target)
    else if (event.type === "pagehide" || document.hidden) this.leave()
    else this.say()
  }

  get writes() { return Date.now() - this.wroteAt < WRITES_FOR }

  write(field) {
    if (!field.matches("main textarea")) return
    const begins = !this.writes
    this.wroteAt = Date.now()
    if (begins) this.say()
  }

  words(facts) {
    const body = new FormData(this.querySelector("form"))
    for (const [name, value] of Object.entries(facts)) body.set(name, value)
    return body
  }

  say() {
    if (document.hidden) return
    const body = this.words(this.writes ? { writing: "1" } : {})
    fetch(this.dataset.url, { method: "POST", body, redirect: "error" }).catch(() => { /* Offline: said again soon. */ })
  }

  leave() { navigator.sendBeacon(this.dataset.url, this.words({ gone: "1" })) }

  show({ tickets = {}, present = {} }) {
    if (!(this.dataset.ticket in tickets)) return
    const sentence = present[this.dataset.ticket] ?? ""
    for (const place of document.querySelectorAll(".presence")) {
      if (place.textContent !== sentence) place.textContent = sentence
    }
  }
})
