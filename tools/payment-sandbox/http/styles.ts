/** Styles of the hosted page and the control page. */
export const styles = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #12151a);
  --sheet: light-dark(#fff, #1b2028);
  --ink: light-dark(#171b22, #eef1f5);
  --quiet: light-dark(#566070, #a5afbd);
  --line: light-dark(#dde1e7, #323a46);
  --field: light-dark(#8b95a3, #6c7787);
  --accent: light-dark(#2350c9, #9db8ff);
  --on-accent: light-dark(#fff, #0d1a3d);
  --bad: light-dark(#b3201b, #ff9d94);
  --bad-ground: light-dark(#fdeceb, #3b1d1d);
  --good: light-dark(#14683b, #7fdca8);
  --banner: light-dark(#fff3cf, #40340f);
  --on-banner: light-dark(#513d00, #ffe6a1);
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word;
}
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.0625rem; margin: 0 0 .75rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.banner {
  margin: 0; padding: .5rem 1rem; text-align: center; font-size: .875rem;
  background: var(--banner); color: var(--on-banner);
}
.banner strong { text-transform: uppercase; letter-spacing: .06em; margin-right: .5rem; }
.checkout {
  max-width: 62rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; display: grid; gap: 1.25rem;
}
@media (min-width: 48rem) {
  .checkout { grid-template-columns: 1fr 1fr; gap: 3rem; padding: 3rem 1.5rem; align-items: start; }
}
.checkout > *, .field { min-width: 0; }
.back { display: inline-block; margin-bottom: 1.25rem; padding: .25rem 0; }
.total { font-size: 2.25rem; font-weight: 650; line-height: 1.1; margin: 0 0 1.25rem; }
.total small { display: block; font-size: 1rem; font-weight: 400; color: var(--quiet); margin-bottom: .25rem; }
.lines { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.lines li { display: flex; gap: 1rem; justify-content: space-between; padding: .75rem 0; border-bottom: 1px solid var(--line); }
.lines span { display: block; color: var(--quiet); font-size: .875rem; }
.lines div { min-width: 0; }
.lines b { font-weight: 550; }
.lines .sum { font-weight: 650; border-bottom: 0; }
.amount { flex: none; white-space: nowrap; font-variant-numeric: tabular-nums; }
.sheet {
  background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem;
}
.sheet.note { max-width: 34rem; margin: 2rem auto; width: calc(100% - 2rem); }
fieldset { border: 0; margin: 0 0 1.25rem; padding: 0; min-width: 0; }
legend { padding: 0; font-weight: 600; margin-bottom: .5rem; }
label { display: block; font-size: .9375rem; margin-bottom: .25rem; }
.field { margin-bottom: 1rem; }
.pair { display: grid; align-items: end; grid-template-columns: 1fr 1fr; gap: 1rem; }
input:not([type=radio], [type=checkbox]), select {
  width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--field); border-radius: .5rem;
}
input[aria-invalid=true] { border-color: var(--bad); border-width: 2px; }
.wrong { color: var(--bad); font-size: .9375rem; margin: .25rem 0 0; }
.alert {
  background: var(--bad-ground); color: var(--bad); border-radius: .5rem; padding: .75rem 1rem;
  margin: 0 0 1rem; font-weight: 550;
}
.choice {
  display: flex; gap: .75rem; align-items: flex-start; padding: .75rem; margin-bottom: .5rem;
  border: 1px solid var(--field); border-radius: .5rem; cursor: pointer;
}
.choice:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.choice input { margin-top: .3rem; accent-color: var(--accent); flex: none; }
.choice small, .help { color: var(--quiet); font-size: .875rem; display: block; }
form:has([value=bank]:checked) .card { display: none; }
button {
  min-height: 2.75rem; padding: .5rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  border: 1px solid transparent; border-radius: .5rem; background: var(--accent); color: var(--on-accent);
}
button.wide { width: 100%; }
button.plain { background: transparent; color: var(--accent); border-color: var(--field); }
details { margin: 0 0 1rem; font-size: .9375rem; }
summary { cursor: pointer; padding: .25rem 0; color: var(--accent); }
details ul { margin: .25rem 0 0; padding-left: 1.25rem; }
code { font-size: .9em; }
.control { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; display: grid; gap: 1.25rem; }
.control section { min-width: 0; }
.switches { display: grid; gap: .75rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); margin-bottom: 1rem; }
.switches label { display: grid; gap: .25rem; align-content: end; margin: 0; font-size: .875rem; }
.switches label:has([data-on]) { color: var(--bad); font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td form { display: inline-block; }
td button { min-height: 2rem; padding: .125rem .625rem; margin: 0 .25rem .25rem 0; font-size: .8125rem; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; }
.ok { color: var(--good); } .no { color: var(--bad); }
`;
