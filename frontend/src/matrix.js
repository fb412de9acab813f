// Arrow keys walk over the cells of a matrix; each cell is a link and opens by Enter.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

document.addEventListener('keydown', (event) => {
  const cell = event.target.closest?.('.matrix .cell')
  const step = STEPS[event.key]
  if (!cell || !step) return
  const rows = [...cell.closest('table').tBodies[0].rows].map((row) => [...row.cells].map((td) => td.querySelector('a.cell')))
  const row = rows.findIndex((cells) => cells.includes(cell))
  const next = rows[row + step[0]]?.[rows[row].indexOf(cell) + step[1]]
  event.preventDefault()
  next?.focus()
})
