# Draws throughput and p99 over the pipeline's depth as SVG. Each line of its input: WHO DEPTH COMMANDS_PER_SECOND P99_US
BEGIN { split("#2f6f4f #b0413e #3b5b92", colors) }
{
  if (!($1 in color)) { names[++series] = $1; color[$1] = colors[series] }
  depth[NR] = $2; who[NR] = $1
  value[1, NR] = $3 / 1e6; value[2, NR] = $4 / 1e3
  for (panel = 1; panel <= 2; panel++) if (value[panel, NR] > most[panel]) most[panel] = value[panel, NR]
  if ($2 > deepest) deepest = $2
}
function x(panel, d) { return 50 + (panel - 1) * 360 + 280 * log(d) / log(deepest) }
function y(panel, v) { return 230 - 180 * v / most[panel] }
END {
  print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 280\" font-family=\"sans-serif\" font-size=\"11\" fill=\"#333\">"
  print "<rect width=\"720\" height=\"280\" fill=\"#fff\"/>"
  title[1] = "million commands a second"; title[2] = "p99 of a batch, ms"
  for (panel = 1; panel <= 2; panel++) {
    printf "<text x=\"%d\" y=\"30\" font-size=\"13\">%s</text>\n", x(panel, 1), title[panel]
    for (part = 0; part <= 4; part++) {
      v = most[panel] * part / 4
      printf "<path d=\"M%d %.1fh280\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2g</text>\n", x(panel, 1), y(panel, v), x(panel, 1) - 6, y(panel, v) + 4, v
    }
    for (d = 1; d <= deepest; d *= 2) printf "<text x=\"%.1f\" y=\"248\" text-anchor=\"middle\">%d</text>\n", x(panel, d), d
    printf "<text x=\"%d\" y=\"268\" text-anchor=\"middle\">commands in flight on each of 50 connections</text>\n", x(panel, 1) + 140
    for (s = 1; s <= series; s++) {
      points = ""
      for (i = 1; i <= NR; i++) if (who[i] == names[s]) points = points sprintf("%.1f,%.1f ", x(panel, depth[i]), y(panel, value[panel, i]))
      printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", points, color[names[s]]
    }
  }
  for (s = 1; s <= series; s++) printf "<text x=\"%d\" y=\"14\" fill=\"%s\" font-size=\"13\">%s</text>\n", 470 + 80 * (s - 1), color[names[s]], names[s]
  print "</svg>"
}
