// <markdown-field>: shows the toolbar, which is of no use without a script, and sends the form on Ctrl+Enter.
customElements.define("markdown-field", class extends HTMLElement {
  connectedCallback() {
    this.querySelector("markdown-toolbar").hidden = false
    this.addEventListener("keydown", this)
  }

  handleEvent(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    event.target.form?.requestSubmit()
  }
})
