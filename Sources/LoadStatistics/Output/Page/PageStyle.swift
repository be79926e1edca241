/// How the page of a run looks, on a screen and on paper.
enum PageStyle {
  static let latencyColour = "#1d4ed8"
  static let serviceColour = "#0b8a5f"
  static let middleColour = "#64748b"
  static let maxColour = "#c2410c"
  static let errorColour = "#b91c1c"
  /// Colours of lines that have no meaning of their own.
  static let colours = [latencyColour, maxColour, serviceColour, "#9d2472", "#8a6d00", "#0e7490"]

  static let text = """
    :root{--ink:#18211d;--soft:#5b6a63;--rule:#d9e0dc;--tint:#f4f7f5;--good:#0b6b4b;--bad:#b91c1c}
    *{box-sizing:border-box}
    body{margin:0;background:#e9eeec;color:var(--ink);font:15px/1.5 "Segoe UI","Noto Sans",Roboto,"Helvetica Neue",\
    "DejaVu Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
    main{max-width:1240px;margin:20px auto;background:#fff;padding:32px 40px 28px;border-top:6px solid var(--good);\
    box-shadow:0 1px 4px rgba(0,0,0,.12)}
    main.failed{border-top-color:var(--bad)}
    header{display:flex;justify-content:space-between;align-items:flex-start;gap:24px}
    h1{font-size:27px;line-height:1.25;margin:0 0 4px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
    h3{font-size:16px;margin:0;font-weight:650}
    p{margin:0}
    .badge{flex:none;padding:5px 16px;border-radius:999px;color:#fff;background:var(--good);font-weight:650}
    .failed .badge{background:var(--bad)}
    .tiles{display:grid;grid-template-columns:repeat(6,1fr);gap:12px;margin:20px 0 26px}
    .tile{border:1px solid var(--rule);border-radius:6px;padding:10px 14px 11px;break-inside:avoid}
    .tile .name{color:var(--soft);font-size:13px}
    .tile .value{font-size:22px;line-height:1.25;font-weight:650;white-space:nowrap}
    .tile .of{color:var(--soft);font-size:12.5px;line-height:1.35}
    .tile.bad{border-color:#e9b4b4;background:#fdf3f3}
    .facts{display:grid;grid-template-columns:max-content 1fr;gap:3px 20px;margin:0;padding:12px 0;font-size:14px;\
    border-top:1px solid var(--rule);border-bottom:1px solid var(--rule)}
    .facts dt{color:var(--soft)}
    .facts dd{margin:0;overflow-wrap:anywhere}
    .facts .note-name,.facts .note-text{color:#8a4b00;font-weight:600}
    .lead{color:var(--soft)}
    .failures{color:var(--bad);font-weight:600}
    .pair{display:grid;grid-template-columns:1fr 1fr;gap:0 32px;align-items:start}
    .pair>*{min-width:0}
    .bars{display:grid;grid-template-columns:max-content 1fr;gap:9px 14px;margin:14px 0 0;font-size:14px}
    .bars dd{margin:0;display:flex;align-items:center;gap:9px}
    .bars i{display:block;height:16px;min-width:2px;background:#b91c1c;border-radius:2px}
    figure{margin:0 0 26px;break-inside:avoid;min-width:0}
    figcaption{margin-bottom:4px}
    .note{color:var(--soft);font-size:13px}
    .legend{font-size:13px;display:flex;flex-wrap:wrap;gap:2px 18px;min-height:20px}
    .legend span{display:inline-flex;align-items:center;gap:7px}
    svg{display:block;width:100%;height:auto;font:12px "Segoe UI","Noto Sans",Roboto,"Helvetica Neue","DejaVu Sans",\
    Arial,sans-serif;fill:#5b6a63}
    svg .mark{fill:var(--ink);font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3px}
    svg.key{width:22px;height:8px;display:inline-block}
    .table{margin:0 0 26px;min-width:0}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.35;margin-top:6px}
    th,td{padding:5px 9px;text-align:left;vertical-align:top;overflow-wrap:break-word}
    thead th{border-bottom:2px solid #8a9690;font-weight:650;font-size:13px;vertical-align:bottom}
    tbody tr{border-bottom:1px solid var(--rule);break-inside:avoid}
    tbody tr:nth-child(even){background:var(--tint)}
    .figure{text-align:right;white-space:nowrap}
    tr.good td:last-child{color:var(--good);font-weight:650}
    tr.bad td:last-child{color:var(--bad);font-weight:650}
    footer{border-top:1px solid var(--rule);padding-top:10px;color:var(--soft);font-size:13px}
    @media (max-width:900px){.pair{grid-template-columns:1fr}.tiles{grid-template-columns:repeat(3,1fr)}\
    main{margin:0;padding:20px 16px}}
    @page{size:A4 portrait;margin:12mm}
    @media print{
    body{background:#fff;font-size:10pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
    main{max-width:none;margin:0;padding:10px 0 0;box-shadow:none;border-top-width:4px}
    h1{font-size:17pt}h3{font-size:11pt;break-after:avoid}
    .pair{grid-template-columns:1fr 1fr;gap:0 18px}
    .tiles{grid-template-columns:repeat(6,1fr);gap:7px;margin:12px 0 16px}
    .tile{padding:6px 8px}.tile .value{font-size:12pt}.tile .name,.tile .of{font-size:7.5pt}
    .facts{font-size:9pt;padding:8px 0}
    figure,.table{margin-bottom:16px}
    .note,.legend{font-size:8pt}
    .scroll{overflow:visible}
    table{font-size:8pt}thead{display:table-header-group}thead th{font-size:7.5pt}th,td{padding:3px 4px}
    .bars{font-size:9pt}
    }
    """
}
