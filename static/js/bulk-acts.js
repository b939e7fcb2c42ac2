// <bulk-acts data-one data-many>: counts the ticked boxes of its form, ticks all of the page, and a range with Shift.
customElements.define("bulk-acts", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.all = this.querySelector(".bulk__all input")
    this.count = this.querySelector(".bulk__count")
    this.none = this.count.textContent
    this.boxes = [...document.querySelectorAll(`input[type=checkbox][form="${this.form.id}"]`)]
    this.all.parentElement.hidden = false
    this.all.addEventListener("change", this)
    for (const box of this.boxes) box.addEventListener("click", this)
    window.addEventListener("pageshow", this)
    this.show()
  }

  disconnectedCallback() { window.removeEventListener("pageshow", this) }

  handleEvent(event) {
    if (event.currentTarget === this.all) for (const box of this.boxes) box.checked = this.all.checked
    else if (event.type === "click") this.tick(event)
    this.show()
  }

  tick({ currentTarget: box, shiftKey }) {
    const [from, to] = [this.boxes.indexOf(this.last), this.boxes.indexOf(box)].sort((a, b) => a - b)
    if (shiftKey && from >= 0) for (const between of this.boxes.slice(from, to + 1)) between.checked = box.checked
    this.last = box
  }

  show() {
    const ticked = this.boxes.filter((box) => box.checked).length
    this.all.checked = ticked === this.boxes.length
    this.all.indeterminate = ticked > 0 && ticked < this.boxes.length
    this.classList.toggle("bulk--chosen", ticked > 0)
    const words = { 0: this.none, 1: this.dataset.one }[ticked] ?? this.dataset.many
    this.count.textContent = words.replace("{n}", ticked)
    for (const element of this.form.querySelectorAll("select, button")) element.disabled = ticked === 0
  }
})
