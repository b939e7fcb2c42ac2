// <file-drop>: files dropped or pasted join those already chosen; each can be taken out again before sending.
customElements.define("file-drop", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]")
    this.list = this.querySelector(".files")
    this.kept = []
    this.addEventListener("file-attachment-accept", this)
    this.input.addEventListener("change", this)
    this.input.form?.addEventListener("paste", this)
  }

  handleEvent(event) {
    if (event.type === "file-attachment-accept") {
      event.preventDefault()
      this.add(event.detail.attachments.map((attachment) => attachment.file))
    } else if (event.type === "paste") {
      if (!this.contains(event.target)) this.add([...event.clipboardData.files])
    } else {
      this.add([...this.input.files])
    }
  }

  add(files) {
    const isKept = (file) => this.kept.some((other) => other.name === file.name && other.size === file.size)
    this.kept.push(...files.filter((file) => !isKept(file)))
    this.show()
  }

  show() {
    const transfer = new DataTransfer()
    for (const file of this.kept) transfer.items.add(file)
    this.input.files = transfer.files
    this.list.replaceChildren(...this.kept.map((file) => this.row(file)))
    this.list.hidden = this.kept.length === 0
  }

  row(file) {
    const row = document.createElement("li")
    row.className = "files__item"
    const name = document.createElement("span")
    name.textContent = file.name
    const size = document.createElement("small")
    const kilobytes = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "kilobyte" })
    size.textContent = kilobytes.format(Math.max(1, Math.round(file.size / 1024)))
    const button = document.createElement("button")
    button.type = "button"
    button.className = "btn btn-ghost btn-sm"
    button.textContent = this.dataset.remove
    button.setAttribute("aria-label", `${this.dataset.remove}: ${file.name}`)
    button.addEventListener("click", () => {
      this.kept = this.kept.filter((other) => other !== file)
      this.show()
      this.input.focus()
    })
    row.append(name, size, button)
    return row
  }
})
