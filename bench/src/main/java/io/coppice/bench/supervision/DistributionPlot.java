package io.coppice.bench.supervision;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The cumulative distributions of several samples as an SVG: how much of each took at most so long, on a logarithmic axis. */
final class DistributionPlot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 60;
    private static final int RIGHT = 150;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    /** Points of a line. */
    private static final int STEPS = 400;

    private static final List<String> COLORS = List.of("#0b6e4f", "#d1495b", "#6a4c93", "#e09f3e");

    private final Map<String, long[]> peers;
    private final int firstDecade;
    private final int lastDecade;

    /** @param peers sorted nanoseconds by name, at most four */
    DistributionPlot(Map<String, long[]> peers) {
        if (peers.isEmpty() || peers.size() > COLORS.size()) {
            throw new IllegalArgumentException("1 to " + COLORS.size() + " peers can be drawn, not " + peers.size());
        }
        this.peers = peers;
        double least =
                peers.values().stream().mapToLong(times -> times[0]).min().orElseThrow();
        double most = peers.values().stream()
                .mapToLong(times -> times[times.length - 1])
                .max()
                .orElseThrow();
        this.firstDecade = (int) Math.floor(Math.log10(Math.max(1, least)));
        this.lastDecade = Math.max(firstDecade + 1, (int) Math.ceil(Math.log10(Math.max(1, most))));
    }

    String toSvg() {
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                HEIGHT);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add(svg, "<text x=\"%d\" y=\"22\" font-size=\"15\">From a crash to answering again</text>", LEFT);
        drawAxes(svg);
        int index = 0;
        for (Map.Entry<String, long[]> peer : peers.entrySet()) {
            drawLine(svg, index++, peer.getKey(), peer.getValue());
        }
        add(svg, "</svg>");
        return svg.toString();
    }

    private void drawAxes(StringBuilder svg) {
        for (int decade = firstDecade; decade <= lastDecade; decade++) {
            double x = x(Math.pow(10, decade));
            drawGrid(svg, x, y(0), x, y(1));
            add(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x, HEIGHT - 30, name(decade));
        }
        for (int percent = 0; percent <= 100; percent += 25) {
            double y = y(percent / 100.0);
            drawGrid(svg, LEFT, y, WIDTH - RIGHT, y);
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>", LEFT - 8, y + 4, percent);
        }
        add(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">answered within</text>",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 10);
    }

    private static void drawGrid(StringBuilder svg, double x1, double y1, double x2, double y2) {
        add(svg, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>", x1, y1, x2, y2);
    }

    private void drawLine(StringBuilder svg, int index, String name, long[] sorted) {
        StringBuilder points = new StringBuilder();
        for (int step = 0; step <= STEPS; step++) {
            double q = (double) step / STEPS;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x((double) Samples.quantile(sorted, q)), y(q)));
        }
        String color = COLORS.get(index);
        add(svg, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", points, color);
        int y = TOP + 20 + 20 * index;
        int x = WIDTH - RIGHT + 15;
        add(
                svg,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>",
                x,
                y,
                x + 20,
                y,
                color);
        add(svg, "<text x=\"%d\" y=\"%d\">%s</text>", x + 28, y + 4, name);
    }

    private double x(double nanos) {
        double share = (Math.log10(Math.max(1, nanos)) - firstDecade) / (lastDecade - firstDecade);
        return LEFT + share * (WIDTH - RIGHT - LEFT);
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }

    private static String name(int decade) {
        String unit = List.of("ns", "us", "ms", "s").get(Math.min(decade / 3, 3));
        return (long) Math.pow(10, decade - 3 * Math.min(decade / 3, 3)) + " " + unit;
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
