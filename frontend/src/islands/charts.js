// Charts: an element with `data-chart="id of its JSON"`. The library is loaded when the first of them comes into sight.

let loading

async function draw(place) {
  if (place.dataset.drawn) return
  place.dataset.drawn = 'yes'
  loading ??= import('./echarts.js')
  const { chart } = await loading
  chart(place, JSON.parse(document.getElementById(place.dataset.chart).textContent))
}

const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) {
      sight.unobserve(target)
      draw(target)
    }
  }
}, { rootMargin: '200px' })

function look(root) {
  for (const place of root.querySelectorAll('[data-chart]')) sight.observe(place)
}

look(document)
document.addEventListener('htmx:load', (event) => look(event.target))
