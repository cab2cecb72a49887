package io.coppice.traininglog.training;

import java.util.ArrayList;
import java.util.List;

/**
 * The weights of one movement over time, in no more spans than a plot has room for.
 *
 * <p>Each span stands for about as many entries as any other; when there are too many spans, two and two become one. So a book of any
 * length is gone over once, and costs no more than one of a few hundred entries.
 */
public final class WeightSeries {

    /** An even number, as two and two are joined. */
    static final int MOST_SPANS = 200;

    private final List<Span> spans = new ArrayList<>();
    private int width = 1;

    /**
     * Entries that follow each other.
     *
     * @param count how many
     * @param least the least weight
     * @param most the highest
     */
    public record Span(int count, double least, double most) {

        private Span with(Span later) {
            return new Span(count + later.count, Math.min(least, later.least), Math.max(most, later.most));
        }
    }

    /** Adds one weight, later than all before. */
    public void add(String weight) {
        double kilograms = Double.parseDouble(weight);
        add(new Span(1, kilograms, kilograms));
    }

    /** Adds what another series has found, later than all before. */
    public void add(Span span) {
        width = Math.max(width, span.count());
        int last = spans.size() - 1;
        if (last >= 0 && spans.get(last).count() < width) {
            spans.set(last, spans.get(last).with(span));
            return;
        }
        if (spans.size() == MOST_SPANS) {
            join();
        }
        spans.add(span);
    }

    private void join() {
        for (int i = 0; i < MOST_SPANS / 2; i++) {
            spans.set(i, spans.get(2 * i).with(spans.get(2 * i + 1)));
        }
        spans.subList(MOST_SPANS / 2, MOST_SPANS).clear();
        width *= 2;
    }

    /** The spans, the earliest first. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }
}
