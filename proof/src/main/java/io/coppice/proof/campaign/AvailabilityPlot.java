package io.coppice.proof.campaign;

import io.coppice.proof.history.Operation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A picture of how many operations a second were answered before, during and after a fault. */
final class AvailabilityPlot {

    private static final Duration BIN = Duration.ofMillis(100);
    private static final int LEFT = 60;
    private static final int TOP = 30;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 180;
    private static final int GRID_LINES = 4;

    private AvailabilityPlot() {}

    /** The picture, as SVG. */
    static String of(Plan plan, List<Operation> operations, long faultAt, Duration recovery) {
        long first = operations.stream().mapToLong(Operation::start).min().orElse(faultAt);
        int[] answered = Availability.answered(operations, BIN);
        double perSecond = 1e9 / BIN.toNanos();
        double top = Math.max(1, Arrays.stream(answered).max().orElse(1) * perSecond);
        double seconds = answered.length / perSecond;
        StringBuilder svg = new StringBuilder();
        add(svg, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'>", LEFT + WIDTH + 20, TOP + HEIGHT + 50);
        add(svg, "<style>text{font:12px sans-serif;fill:#444}.mark{stroke:#c33;stroke-dasharray:4 3}</style>");
        add(svg, "<rect width='100%%' height='100%%' fill='#fff'/>");
        for (int i = 0; i <= GRID_LINES; i++) {
            double y = TOP + HEIGHT - HEIGHT * (double) i / GRID_LINES;
            add(svg, "<path d='M%d %.1fh%d' stroke='#ddd'/>", LEFT, y, WIDTH);
            add(svg, "<text x='%d' y='%.1f' text-anchor='end'>%,.0f</text>", LEFT - 6, y + 4, top * i / GRID_LINES);
        }
        int step = Math.max(1, (int) Math.ceil(seconds / 12));
        for (int second = 0; second <= seconds; second += step) {
            double x = LEFT + WIDTH * second / seconds;
            add(svg, "<text x='%.1f' y='%d' text-anchor='middle'>%d s</text>", x, TOP + HEIGHT + 18, second);
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < answered.length; i++) {
            double x = LEFT + WIDTH * (i + 0.5) / answered.length;
            double y = TOP + HEIGHT - HEIGHT * answered[i] * perSecond / top;
            line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        add(
                svg,
                "<polyline points='%s' fill='none' stroke='#26c' stroke-width='1.5'/>",
                line.toString().strip());
        double secondsToFault = (faultAt - first) / 1e9;
        mark(svg, secondsToFault, seconds, plan.toString());
        mark(svg, secondsToFault + recovery.toNanos() / 1e9, seconds, "whole");
        add(svg, "<text x='%d' y='%d'>operations answered a second, in all</text>", LEFT, TOP + HEIGHT + 40);
        return svg.append("</svg>\n").toString();
    }

    private static void mark(StringBuilder svg, double at, double seconds, String text) {
        double x = LEFT + WIDTH * at / seconds;
        add(svg, "<path class='mark' d='M%.1f %dv%d'/>", x, TOP, HEIGHT);
        add(svg, "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>", x, TOP - 8, text.replace(">", "&gt;"));
    }

    private static void add(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
