// <unsaved-guard data-draft="name">: keeps what is typed in its textarea for this tab, and warns before it is left unsent.
customElements.define("unsaved-guard", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea")
    this.key = `draft:${location.pathname}:${this.dataset.draft}`
    const isRefused = this.field.form?.querySelector(".is-invalid, .notice--error")
    this.given = isRefused ? "" : this.field.value
    const draft = sessionStorage.getItem(this.key)
    if (draft && !this.field.value) this.field.value = draft
    this.field.addEventListener("input", this)
    this.field.form?.addEventListener("submit", this)
    window.addEventListener("beforeunload", this)
  }

  disconnectedCallback() { window.removeEventListener("beforeunload", this) }

  handleEvent(event) {
    if (event.type === "input") this.keep()
    else if (event.type === "submit") this.letGo()
    else if (this.isUnsaved) event.preventDefault()
  }

  get isUnsaved() { return !this.isSent && this.field.value.trim() !== this.given.trim() }

  keep() {
    this.isSent = false
    if (this.isUnsaved) sessionStorage.setItem(this.key, this.field.value)
    else sessionStorage.removeItem(this.key)
  }

  letGo() {
    this.isSent = true
    sessionStorage.removeItem(this.key)
  }
})
