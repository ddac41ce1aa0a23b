(() => {
  'use strict';
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const palette = () => [1, 2, 3, 4, 5, 6, 7, 8].map(i => color('c' + i));
  const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';

  // Numbers and times as the page's tables have them.
  const plain = v => {
    const size = Math.abs(v);
    if (size !== 0 && size < 0.001) return v.toExponential(2);
    const digits = Number.isInteger(v) ? 0 : size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
    return v.toLocaleString('en-US', {maximumFractionDigits: digits});
  };
  const bytes = v => {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let i = 0;
    while (Math.abs(v) >= 1000 && i < units.length - 1) { v /= 1000; i++; }
    return plain(Number(v.toPrecision(4))) + ' ' + units[i];
  };
  const millis = v => {
    const short = (n, unit) => plain(Number(n.toPrecision(4))) + ' ' + unit;
    return v < 1000 ? short(v, 'ms') : v < 120e3 ? short(v / 1e3, 's') : v < 72e5 ? short(v / 6e4, 'min')
      : v < 1728e5 ? short(v / 36e5, 'h') : short(v / 864e5, 'days');
  };
  const time = v => new Date(v).toISOString().replace('T', ' ').replace(/(\.000)?Z$/, '') + ' UTC';
  const formats = {
    TIME: time, NUMBER: plain, LOG: plain, MILLIS: millis, LOG_MILLIS: millis, BYTES: bytes,
    SHARE: v => plain(Number((100 * v).toPrecision(4))) + ' %'
  };
  const html = text => String(text).replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');

  const axis = (kind, name) => ({
    type: kind === 'TIME' ? 'time' : kind.startsWith('LOG') ? 'log' : 'value',
    name, nameLocation: 'end', nameTextStyle: {color: color('faint'), align: 'left', padding: [0, 0, 4, 0]},
    axisLine: {show: false, lineStyle: {color: color('line')}}, axisTick: {show: false},
    axisLabel: {
      color: color('faint'), hideOverlap: true,
      formatter: kind === 'TIME' ? {year: '{yyyy}', month: '{MMM} {yyyy}', day: '{d} {MMM}', hour: '{HH}:{mm}', minute: '{HH}:{mm}', second: '{HH}:{mm}:{ss}', none: '{HH}:{mm}:{ss}'} : formats[kind]
    },
    splitLine: {show: kind !== 'TIME', lineStyle: {color: color('grid')}}
  });
  const tooltip = () => ({
    confine: true, backgroundColor: color('surface'), borderColor: color('line'),
    textStyle: {color: color('ink'), fontSize: 13}, extraCssText: 'box-shadow:0 4px 16px rgb(0 0 0/.18)'
  });
  const base = () => ({
    useUTC: true, animation: false, backgroundColor: 'transparent', color: palette(), textStyle: {fontFamily: font}
  });
  const tones = () => ({GOOD: color('good-fill'), WARNING: color('warning-fill'), BAD: color('bad-fill'), MUTED: color('faint')});
  const row = (marker, name, value) =>
    '<div style="display:flex;gap:1.2em;justify-content:space-between">'
    + `<span>${marker}${html(name)}</span><b style="font-variant-numeric:tabular-nums">${html(value)}</b></div>`;

  const lines = d => {
    const x = formats[d.x.axis], y = formats[d.y.axis], legend = d.series.length > 1;
    return {
      ...base(),
      grid: {left: 8, right: 16, top: legend ? 62 : 34, bottom: d.x.name ? 34 : 8, containLabel: true},
      legend: legend ? {type: 'scroll', left: 0, top: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 6, textStyle: {color: color('soft')}, pageTextStyle: {color: color('soft')}, pageIconColor: color('accent')} : undefined,
      tooltip: {
        ...tooltip(), trigger: 'axis', axisPointer: {lineStyle: {color: color('faint')}},
        formatter: points => html(x(points[0].value[0])) + points.filter(p => p.value[1] != null)
          .map(p => row(p.marker, p.seriesName, y(p.value[1]))).join('')
      },
      dataZoom: [{type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false}],
      xAxis: {...axis(d.x.axis, ''), min: d.x.axis === 'TIME' ? 'dataMin' : undefined, max: d.x.axis === 'TIME' ? 'dataMax' : undefined,
        name: d.x.name, nameLocation: 'middle', nameGap: 26, nameTextStyle: {color: color('faint')}},
      yAxis: axis(d.y.axis, d.y.name),
      series: d.series.map((s, i) => ({
        name: s.name, data: s.points, symbolSize: 6,
        type: s.look === 'COLUMN' ? 'bar' : s.look === 'POINTS' ? 'scatter' : 'line',
        showSymbol: s.points.length < 3, connectNulls: false, large: s.look === 'POINTS' && s.points.length > 2000,
        stack: s.look === 'STACK' ? 'all' : undefined,
        itemStyle: s.tone === 'NEXT' ? undefined : {color: tones()[s.tone]},
        lineStyle: {width: s.look === 'STACK' ? 1 : 2, type: s.look === 'DASHED' ? 'dashed' : 'solid'},
        areaStyle: s.look === 'STACK' ? {opacity: .55} : s.look === 'AREA' ? {opacity: .16} : undefined,
        markLine: i || !d.marks.length ? undefined : {
          silent: true, symbol: 'none', lineStyle: {color: color('faint'), type: 'dashed'},
          label: {color: color('soft'), formatter: m => m.name},
          data: d.marks.map(m => ({xAxis: m.at, name: m.words}))
        }
      }))
    };
  };

  const bars = d => ({
    ...base(),
    grid: {left: 0, right: 70, top: d.series.length > 1 ? 34 : 6, bottom: 4, containLabel: true},
    legend: d.series.length > 1 ? {left: 0, top: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 6, textStyle: {color: color('soft')}} : undefined,
    tooltip: {...tooltip(), trigger: 'axis', axisPointer: {type: 'shadow', shadowStyle: {color: color('grid'), opacity: .5}},
      formatter: points => html(points[0].name) + points.map(p => row(p.marker, p.seriesName, formats[d.axis](p.value))).join('')},
    xAxis: {...axis(d.axis, ''), splitNumber: 4},
    yAxis: {type: 'category', inverse: true, data: d.names, axisTick: {show: false}, axisLine: {lineStyle: {color: color('line')}},
      axisLabel: {color: color('ink'), width: 260, overflow: 'truncate'}},
    series: d.series.map((s, i) => ({
      name: s.name, type: 'bar', stack: 'all', data: s.values, barMaxWidth: 20, itemStyle: {borderRadius: 3},
      label: {show: i === d.series.length - 1, position: 'right', color: color('soft'),
        formatter: p => formats[d.axis](d.series.reduce((sum, one) => sum + one.values[p.dataIndex], 0))}
    }))
  });

  const heatmap = d => {
    const shades = [0, 1, 2, 3, 4].map(i => color((d.tone === 'BAD' ? 'bad-' : 'shade-') + i));
    const classes = [['none', 0, 0], ['up to 1 %', 0, .01], ['10 %', .01, .1], ['50 %', .1, .5], ['all', .5, 1]];
    return {
      ...base(),
      grid: {left: 0, right: 34, top: 38, bottom: 6, containLabel: true},
      tooltip: {...tooltip(), formatter: p => html(d.rows[p.value[1]]) + '<br>from ' + html(time(d.columns[p.value[0]]))
        + row('', d.measure, formats.SHARE(p.value[2])) + row('', 'of', plain(p.value[3]))},
      visualMap: {type: 'piecewise', orient: 'horizontal', left: 0, top: 0, itemWidth: 14, itemHeight: 12, itemGap: 12, dimension: 2,
        textStyle: {color: color('soft')}, selectedMode: false,
        pieces: classes.map(([label, low, high], i) => ({label: i ? label : d.measure + ': ' + label, color: shades[i],
          ...(i ? {gt: low, lte: high} : {value: 0})}))},
      xAxis: {type: 'category', data: d.columns.map(c => new Date(c).toISOString().slice(0, 16).replace('T', ' ')), axisTick: {show: false},
        axisLine: {show: false}, axisLabel: {color: color('faint'), hideOverlap: true, align: 'left', formatter: c => c.slice(5)}},
      yAxis: {type: 'category', inverse: true, data: d.rows, axisTick: {show: false}, axisLine: {show: false},
        axisLabel: {color: color('ink'), width: 280, overflow: 'truncate'}},
      series: [{type: 'heatmap', data: d.cells, progressive: 5000, itemStyle: {borderColor: color('surface'), borderWidth: d.columns.length > 150 ? 0 : 1, borderRadius: d.columns.length > 60 ? 0 : 2},
        emphasis: {itemStyle: {borderColor: color('ink'), borderWidth: 1}}}]
    };
  };

  const flow = d => {
    const hows = [...new Set(d.links.map(l => l[2]))], colors = palette();
    const shade = how => colors[hows.indexOf(how) % colors.length];
    const node = (side, depth, align) => name => ({name: side + name, depth, itemStyle: {color: color('faint')},
      label: {position: align, formatter: name, color: color('ink'), fontSize: 12}});
    return {
      ...base(),
      tooltip: {...tooltip(), formatter: p => p.dataType === 'edge'
        ? html(p.data.source.slice(1)) + ' → ' + html(p.data.target.slice(1)) + row('', p.data.how, '')
        : html(p.name.slice(1)) + row('', p.name[0] === '<' ? 'flows into' : 'comes from', d.links.filter(l => l[p.name[0] === '<' ? 0 : 1] === p.name.slice(1)).length)},
      legend: {data: hows, left: 0, top: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 6, selectedMode: false, textStyle: {color: color('soft')}},
      series: [
        {type: 'sankey', left: 170, right: 230, top: 36, bottom: 6, nodeGap: 9, nodeWidth: 8, layoutIterations: 0, draggable: false,
          emphasis: {focus: 'adjacency'}, lineStyle: {opacity: .38, curveness: .5},
          data: [...d.left.map(node('<', 0, 'left')), ...d.right.map(node('>', 1, 'right'))],
          links: d.links.map(([from, into, how]) => ({source: '<' + from, target: '>' + into, value: 1, how, lineStyle: {color: shade(how)}}))},
        ...hows.map(how => ({type: 'bar', name: how, data: [], itemStyle: {color: shade(how)}, xAxisIndex: 0, yAxisIndex: 0}))
      ],
      xAxis: {show: false}, yAxis: {show: false}
    };
  };

  const kinds = {lines, bars, heatmap, flow};
  const charts = [...document.querySelectorAll('figure.chart')].map(figure => {
    const canvas = figure.querySelector('.canvas');
    const description = JSON.parse(figure.querySelector('.description').textContent);
    const chart = {instance: null, draw() {
      if (!this.instance) {
        this.instance = echarts.init(canvas, null, {renderer: 'canvas'});
        new ResizeObserver(() => this.instance.resize()).observe(canvas);
      }
      this.instance.setOption(kinds[description.kind](description), true);
      canvas.dataset.drawn = dark.matches ? 'dark' : 'light';
    }};
    chart.draw();
    return chart;
  });

  const drawings = [...document.querySelectorAll('figure.diagram')];
  const drawDiagrams = async () => {
    mermaid.initialize({
      startOnLoad: false, securityLevel: 'strict', theme: 'base', maxTextSize: 2e6, maxEdges: 20000, fontFamily: font,
      flowchart: {useMaxWidth: false, htmlLabels: false, nodeSpacing: 22, rankSpacing: 60, curve: 'basis'},
      themeVariables: {
        darkMode: dark.matches, background: color('raised'), primaryColor: color('surface'), primaryTextColor: color('ink'),
        primaryBorderColor: color('c1'), lineColor: color('faint'), secondaryColor: color('raised'), tertiaryColor: color('raised'),
        clusterBkg: color('raised'), clusterBorder: color('line'), titleColor: color('soft'), edgeLabelBackground: color('raised'), fontSize: '14px'
      }
    });
    for (const [i, figure] of drawings.entries()) {
      const drawing = figure.querySelector('.drawing');
      const {svg} = await mermaid.render('diagram-' + i, figure.querySelector('.mermaid-source').textContent);
      drawing.innerHTML = svg;
      drawing.dataset.drawn = dark.matches ? 'dark' : 'light';
    }
  };
  const drawn = drawings.length ? drawDiagrams() : Promise.resolve();

  dark.addEventListener('change', async () => {
    charts.forEach(chart => chart.draw());
    if (drawings.length) await drawDiagrams();
  });

  // Tables sort by the column whose heading is pressed; long ones can be searched.
  for (const box of document.querySelectorAll('.table')) {
    const table = box.querySelector('table'), body = table.tBodies[0];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const up = head.getAttribute('aria-sort') === 'descending' || (!head.hasAttribute('aria-sort') && !head.classList.contains('number'));
        [...table.tHead.rows[0].cells].forEach(other => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        const key = r => { const cell = r.cells[column]; return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value); };
        const rows = [...body.rows].map(r => [key(r), r]);
        rows.sort(([a], [b]) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))) * (up ? 1 : -1));
        body.append(...rows.map(([, r]) => r));
      });
    });
    if (box.classList.contains('long')) {
      const search = document.createElement('label'), input = document.createElement('input'), count = document.createElement('span');
      search.className = 'search';
      input.type = 'search';
      count.setAttribute('role', 'status');
      const show = () => {
        const wanted = input.value.toLowerCase();
        let shown = 0;
        for (const r of body.rows) {
          r.hidden = !r.textContent.toLowerCase().includes(wanted);
          shown += r.hidden ? 0 : 1;
        }
        count.textContent = shown === body.rows.length ? shown + ' rows' : shown + ' of ' + body.rows.length + ' rows';
      };
      input.addEventListener('input', show);
      search.append('Search', input, count);
      box.before(search);
      show();
    }
  }

  // The section that is in view is marked in the list of sections.
  const links = new Map([...document.querySelectorAll('nav a')].map(a => [a.getAttribute('href').slice(1), a]));
  const seen = new Set();
  new Set(links.keys()).forEach(id => new IntersectionObserver(([entry]) => {
    seen[entry.isIntersecting ? 'add' : 'delete'](id);
    const first = [...links.keys()].find(one => seen.has(one));
    links.forEach((a, one) => one === first ? a.setAttribute('aria-current', 'true') : a.removeAttribute('aria-current'));
  }, {rootMargin: '-10% 0px -70% 0px'}).observe(document.getElementById(id)));

  drawn.then(() => { document.documentElement.dataset.ready = 'true'; },
    fault => { document.documentElement.dataset.ready = 'true'; console.error('a diagram could not be drawn: ' + fault); });
})();
