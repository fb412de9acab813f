// The rows of a population's filter: AND within a group, OR between groups. Named for the form as
// `condition-<group>-<row>-field`, `-operator`, `-value` and `-until` (the second value of "between").

export function conditions() {
  return {
    groups: [],
    fields: [],
    operators: {},
    next: 1,
    init() {
      const given = JSON.parse(document.getElementById(this.$root.dataset.from).textContent)
      this.fields = given.fields
      this.operators = given.operators
      this.groups = (given.groups.length ? given.groups : [[{}]]).map((rows) => this.group(rows))
    },
    key() { return this.next++ },
    group(rows) { return { key: this.key(), rows: rows.map((row) => this.row(row)) } },
    row({ field = '', operator = '', value = '', until = '' } = {}) {
      const row = { key: this.key(), field: field || this.fields[0].name, operator, value, until }
      if (!this.operatorsOf(row).some((one) => one.value === operator)) row.operator = this.operatorsOf(row)[0].value
      return row
    },
    fieldOf(row) { return this.fields.find((field) => field.name === row.field) ?? this.fields[0] },
    operatorsOf(row) { return this.operators[this.fieldOf(row).kind] },
    operatorOf(row) { return this.operatorsOf(row).find((one) => one.value === row.operator) ?? {} },
    takes(row) { return this.operatorOf(row).takes ?? 1 },
    plain(row) { return this.takes(row) > 0 && !this.choices(row).length },
    picks(row) { return this.takes(row) > 0 && this.choices(row).length > 0 },
    between(row) { return this.takes(row) === 2 },
    choices(row) { return (!this.operatorOf(row).free && this.fieldOf(row).choices) || [] },
    type(row) { return this.operatorOf(row).type ?? { number: 'number', date: 'date' }[this.fieldOf(row).kind] ?? 'text' },
    name(group, row, part) { return `condition-${group}-${row}-${part}` },
    word(row) { return row === 0 ? 'Where' : 'and' },
    first(index) { return index === 0 },
    refit(row) {
      row.value = ''
      row.until = ''
      if (!this.operatorsOf(row).some((one) => one.value === row.operator)) row.operator = this.operatorsOf(row)[0].value
    },
    add(group) { group.rows.push(this.row()); this.tell() },
    addGroup() { this.groups.push(this.group([{}])); this.tell() },
    remove(group, index) {
      group.rows.splice(index, 1)
      if (!group.rows.length) this.groups.splice(this.groups.indexOf(group), 1)
      if (!this.groups.length) this.groups.push(this.group([{}]))
      this.tell()
    },
    // Whoever previews the count listens for `conditions` (hx-trigger="conditions delay:300ms, change").
    tell() {
      const root = this.$root // the row that was pressed may be gone by then
      this.$nextTick(() => root.dispatchEvent(new CustomEvent('conditions', { bubbles: true })))
    },
  }
}
