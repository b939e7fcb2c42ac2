// <conditional-fields>: a question with data-parent shows only while that question shows and is answered with data-value.
// Without JS all of them show, each with its condition; the server decides what counts.
customElements.define("conditional-fields", class extends HTMLElement {
  connectedCallback() {
    this.questions = new Map([...this.querySelectorAll("[data-name]")].map((one) => [one.dataset.name, one]))
    this.form = this.closest("form")
    for (const moment of ["input", "change"]) this.addEventListener(moment, this)
    this.handleEvent()
  }

  handleEvent() {
    for (const question of this.questions.values()) question.hidden = !this.counts(question)
  }

  counts(question) {
    const parent = this.questions.get(question.dataset.parent)
    if (!parent) return true
    return this.counts(parent) && this.answer(parent) === question.dataset.value
  }

  answer(question) { return new FormData(this.form).get(question.dataset.name)?.trim() ?? "" }
})
