/// How the page looks, on a screen and on paper. It is inside the page: a report is one file that needs no other.
enum PageStyle {
  static let text = """
    :root{--ink:#17231e;--soft:#5b6a63;--rule:#d5ddd9;--tint:#f3f7f5;--accent:#0b6b4b;--warn:#8a4b00}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:#e9eeec;color:var(--ink);font:15px/1.5 "Segoe UI","Noto Sans",Roboto,"Helvetica Neue",\
    "DejaVu Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
    main{max-width:1120px;margin:24px auto;background:#fff;padding:40px 48px 32px;border-top:6px solid var(--accent);\
    box-shadow:0 1px 4px rgba(0,0,0,.12)}
    h1{font-size:28px;line-height:1.25;margin:2px 0 18px;font-weight:650;letter-spacing:-.01em}
    h2{font-size:19px;line-height:1.3;margin:36px 0 12px;font-weight:650}
    h3{font-size:15px;margin:0 0 2px;font-weight:650}
    p{margin:0 0 8px}
    .kicker{color:var(--accent);font-weight:650;font-size:13px;letter-spacing:.04em;text-transform:uppercase;margin:0}
    .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:10px 28px;margin:0;\
    padding:14px 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule)}
    .facts dt,.tile .name{color:var(--soft);font-size:13px}
    .facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
    .warning{margin:16px 0 0;padding:10px 14px;border-left:4px solid var(--warn);background:#fdf4e7;color:#5c3300}
    .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(232px,1fr));gap:14px}
    .tile{border:1px solid var(--rule);border-radius:6px;padding:12px 14px 13px;break-inside:avoid}
    .tile .name{margin:0 0 4px;line-height:1.35;min-height:2.7em}
    .tile .value{margin:0;font-size:23px;line-height:1.2;font-weight:650}
    .tile .value.long{font-size:18px;padding:3px 0 1px}
    .tile .value.many{font-size:14.5px;line-height:1.4}
    .wide + .wide{margin-top:26px}
    .tile .of{margin:1px 0 0;color:var(--soft);font-size:13px}
    .meter{height:6px;border-radius:3px;background:#e3ebe7;margin-top:9px;overflow:hidden}
    .meter i{display:block;height:100%;background:var(--accent)}
    figure{margin:0 0 30px;break-inside:avoid}
    figcaption{margin-bottom:6px}
    figcaption .note,.note{color:var(--soft);font-size:13px;margin:0}
    svg{display:block;width:100%;height:auto;font:13px "Segoe UI","Noto Sans",Roboto,"Helvetica Neue","DejaVu Sans",\
    Arial,sans-serif;fill:var(--ink)}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.35}
    caption{text-align:left;color:var(--soft);font-size:13px;padding-bottom:6px}
    th,td{padding:6px 10px;vertical-align:top;text-align:left}
    thead th{border-bottom:2px solid var(--accent);vertical-align:bottom;font-weight:650;font-size:13px;line-height:1.3}
    tbody tr{border-bottom:1px solid var(--rule);break-inside:avoid}
    tbody tr:nth-child(even){background:var(--tint)}
    tbody th{font-weight:500}
    tfoot th,tfoot td{border-top:2px solid var(--accent);font-weight:650}
    th.figure,td.figure{text-align:right}
    td.figure{white-space:nowrap}
    td.figure .of{color:var(--soft);font-size:12.5px;margin-right:7px;font-weight:400}
    td.figure.many{white-space:normal}
    .together{white-space:nowrap}
    .code{color:var(--soft);font-size:12px}
    .yes{color:var(--accent);font-weight:650}
    .no{color:var(--warn);font-weight:650}
    .words dt{font-weight:650;margin-top:12px;break-after:avoid}
    .words dd{margin:0;break-inside:avoid}
    footer{margin-top:36px;padding-top:12px;border-top:1px solid var(--rule);color:var(--soft);font-size:13px}
    footer p{margin:0 0 4px}
    @media (max-width:640px){main{margin:0;padding:22px 16px}h1{font-size:23px}}
    @page{size:A4 portrait;margin:14mm 13mm}
    @page wide{size:A4 landscape;margin:12mm 13mm}
    @media print{
    body{background:#fff;font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
    main{max-width:none;margin:0;padding:0;box-shadow:none;border-top-width:4px;padding-top:10px}
    h1{font-size:19pt;margin-bottom:10px}
    h2{font-size:13pt;margin:20px 0 8px;break-after:avoid}
    figure{margin-bottom:18px}
    .facts{grid-template-columns:repeat(4,auto);gap:6px 20px;padding:9px 0}
    .tiles{grid-template-columns:repeat(4,1fr);gap:8px}
    .tile{padding:8px 10px}
    .tile .value{font-size:15pt}.tile .value.long{font-size:12pt}.tile .value.many{font-size:9.5pt}
    .scroll{overflow:visible}
    table{font-size:9pt}
    th,td{padding:3px 6px}
    thead{display:table-header-group}
    tfoot{display:table-row-group}
    .wide{page:wide}
    }
    """
}
