// ECharts, only what we use of it. Data are {kind, categories, series: [{name, values}], unit, stacked}; the colours are
// the page's tokens, read again when the theme changes. The table beside a chart is what assistive technology reads.

import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true })

// ECharts mixes colours itself and does not know oklch(): every token goes through the browser's own conversion.
function colour(token) {
  probe.clearRect(0, 0, 1, 1)
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(token).trim()
  probe.fillRect(0, 0, 1, 1)
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data
  return `rgb(${red}, ${green}, ${blue})`
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

function options({ kind, categories, series, unit = '', stacked = false, sideways = false }) {
  const text = { color: colour('--muted'), fontFamily: 'system-ui, sans-serif', fontSize: 12 }
  const names = { type: 'category', data: categories, axisTick: { show: false }, axisLine: { lineStyle: { color: colour('--line') } }, axisLabel: text, inverse: sideways }
  const values = { type: 'value', splitNumber: 4, splitLine: { lineStyle: { color: colour('--line') } }, axisLabel: { ...text, formatter: (value) => compact.format(value) + unit } }
  const several = series.length > 1
  return {
    color: ['--color-primary', '--color-secondary', '--color-accent', '--color-warning', '--color-info', '--color-error'].map(colour),
    textStyle: text,
    animationDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350,
    grid: { left: 4, right: 12, top: several ? 36 : 12, bottom: 4, containLabel: true },
    legend: several ? { top: 0, left: 0, itemWidth: 10, itemHeight: 10, icon: 'roundRect', textStyle: text } : undefined,
    tooltip: {
      trigger: 'axis', confine: true, axisPointer: { type: kind === 'line' ? 'line' : 'shadow', lineStyle: { color: colour('--edge') } },
      backgroundColor: colour('--color-base-100'), borderColor: colour('--line'), padding: [8, 12],
      textStyle: { ...text, color: colour('--color-base-content') }, valueFormatter: (value) => whole.format(value) + unit,
    },
    xAxis: sideways ? values : names,
    yAxis: sideways ? names : values,
    series: series.map(({ name, values: data }) => ({
      name, data, type: kind === 'line' ? 'line' : 'bar', stack: stacked ? 'all' : undefined, barMaxWidth: 28,
      itemStyle: kind === 'line' ? undefined : { borderRadius: stacked ? 0 : sideways ? [0, 3, 3, 0] : [3, 3, 0, 0] },
      lineStyle: { width: 2 }, symbol: 'circle', symbolSize: 6, showSymbol: categories.length < 24,
    })),
  }
}

export function chart(place, data) {
  const drawn = init(place, null, { renderer: 'svg' })
  const show = () => drawn.setOption(options(data), true)
  const resize = new ResizeObserver(() => {
    if (place.isConnected) return drawn.resize()
    resize.disconnect()
    document.removeEventListener('theme', show)
    drawn.dispose()
  })
  resize.observe(place)
  document.addEventListener('theme', show)
  show()
}
