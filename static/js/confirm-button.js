// <confirm-button data-question="...">: asks before its form is sent. Without a script the form still works.
customElements.define("confirm-button", class extends HTMLElement {
  connectedCallback() { this.addEventListener("click", this) }
  handleEvent(event) { if (!window.confirm(this.dataset.question)) event.preventDefault() }
})
