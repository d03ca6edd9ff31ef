import { createRequire } from 'node:module';
import { median } from '../statistics.mjs';
import { clientNames } from './names.mjs';

const echarts = createRequire(import.meta.url)('echarts');

const width = 1000;
const panelHeight = 270;
const ours = '#0b7a75';
const theirs = '#b8c4c2';
const limit = '#5c6b73';

/** Draws the main results as bars in an SVG. */
export function chart(facts) {
  const { series } = facts.rounds.find(
    ({ protocol, workload, inFlight }) =>
      protocol === 'tls1' && workload === 'send' && inFlight === 64,
  );
  const panels = [
    panel('calls per second (more is better)', series, 'rate', 0),
    panel('JavaScript thread, µs per call', series, 'thread', 1),
    panel('all threads, µs per call', series, 'process', 1),
    panel('p99 latency, ms', series, 'p99', 1),
    panel('cold start, ms', facts.cold, 'total', 1),
    panel('RSS after 10,000 calls, MB', facts.memory, 'rss', 0, 1e6),
  ];
  const height = 50 + Math.ceil(panels.length / 2) * panelHeight;
  const view = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  view.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: [
      { text: 'TLS, HTTP/1.1, small POST, 64 in flight', left: 20, top: 12 },
      ...panels.map(({ title }, at) => ({
        text: title,
        left: left(at),
        top: top(at),
        textStyle: { fontSize: 13 },
      })),
    ],
    grid: panels.map((_, at) => ({
      left: left(at) + 150,
      width: 250,
      top: top(at) + 28,
      height: panelHeight - 60,
    })),
    xAxis: panels.map((_, at) => ({ gridIndex: at, type: 'value', show: false })),
    yAxis: panels.map(({ names }, at) => ({
      gridIndex: at,
      type: 'category',
      inverse: true,
      data: names,
      axisTick: { show: false },
      axisLine: { show: false },
    })),
    series: panels.map(({ bars, digits }, at) => ({
      type: 'bar',
      xAxisIndex: at,
      yAxisIndex: at,
      data: bars,
      label: {
        show: true,
        position: 'right',
        formatter: ({ value }) =>
          value.toLocaleString('en-US', {
            minimumFractionDigits: digits,
            maximumFractionDigits: digits,
          }),
      },
    })),
  });
  return `${view.renderToSVGString()}\n`;
}

function panel(title, series, field, digits, unit = 1) {
  const clients = Object.entries(series)
    .map(([client, list]) => [client, median(list.map((item) => item[field]))])
    .filter(([, value]) => value !== undefined);
  return {
    title,
    digits,
    names: clients.map(([client]) => clientNames[client].replace(/[*`]/g, '')),
    bars: clients.map(([client, value]) => ({
      value: value / unit,
      itemStyle: {
        color: client === 'baxverify' ? ours : client === 'hyper' ? limit : theirs,
      },
    })),
  };
}

function left(at) {
  return 20 + (at % 2) * 490;
}

function top(at) {
  return 50 + Math.floor(at / 2) * panelHeight;
}
