// <dismiss-details>: the <details> inside closes on Escape and on a click elsewhere; opening it goes to its first field.
customElements.define("dismiss-details", class extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details")
    this.details.addEventListener("toggle", this)
    this.addEventListener("keydown", this)
    document.addEventListener("pointerdown", this)
  }

  disconnectedCallback() { document.removeEventListener("pointerdown", this) }

  handleEvent(event) {
    if (event.type === "toggle" && this.details.open) this.firstField?.focus()
    if (event.type === "keydown" && event.key === "Escape" && this.details.open) this.close()
    if (event.type === "pointerdown" && !this.contains(event.target) && !this.hasWords) this.details.open = false
  }

  close() {
    this.details.open = false
    this.querySelector("summary").focus()
  }

  get firstField() { return this.querySelector("textarea, select, input:not([type=hidden])") }

  get hasWords() { return [...this.querySelectorAll("textarea")].some((field) => field.value.trim()) }
})
