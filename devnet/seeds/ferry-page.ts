/** A small web page, published as one of the story's inscriptions: it needs nothing but itself. */
export const FERRY_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Ferry times</title>
<style>
  body { margin: 0; padding: 2rem; font: 1.05rem/1.6 Georgia, serif; background: #f6efe2; color: #26324a; }
  h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
  p { margin: 0 0 1.25rem; max-width: 34rem; }
  table { border-collapse: collapse; }
  th, td { padding: .35rem 1.5rem .35rem 0; text-align: left; border-bottom: 1px solid #d8cbb2; }
  td { font-variant-numeric: tabular-nums; }
  #next { font-weight: bold; }
</style>
</head>
<body>
<h1>Ferry times</h1>
<p>The crossing takes eleven minutes. Fourteen, if Samir is asked about the engine.</p>
<table>
  <tr><th>From the harbour</th><th>From the island</th></tr>
  <tr><td>06:40</td><td>07:05</td></tr>
  <tr><td>09:10</td><td>09:35</td></tr>
  <tr><td>12:30</td><td>12:55</td></tr>
  <tr><td>16:20</td><td>16:45</td></tr>
  <tr><td>19:00</td><td>19:25</td></tr>
</table>
<p id="next">The page knows the next one only while its script may run.</p>
<script>
  const boats = ['06:40', '09:10', '12:30', '16:20', '19:00'];
  const now = new Date().toTimeString().slice(0, 5);
  const next = boats.find((time) => time > now);
  document.getElementById('next').textContent =
    next ? 'Next boat from the harbour: ' + next : 'The last boat has gone. The bench is dry.';
</script>
</body>
</html>
`;
