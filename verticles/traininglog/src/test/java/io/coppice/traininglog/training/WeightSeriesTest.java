package io.coppice.traininglog.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.traininglog.training.WeightSeries.Span;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightSeriesTest {

    @Test
    void aFewEntriesAreTheirOwnSpans() {
        WeightSeries series = new WeightSeries();
        List.of("100", "82.5", "90").forEach(series::add);

        assertThat(series.spans()).containsExactly(new Span(1, 100, 100), new Span(1, 82.5, 82.5), new Span(1, 90, 90));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 399, 401, 100_000})
    void manyBecomeSpansThatStandForAsManyEachAndMissNone(int count) {
        WeightSeries series = new WeightSeries();
        for (int i = 0; i < count; i++) {
            series.add(String.valueOf(i));
        }

        List<Span> spans = series.spans();
        assertThat(spans).hasSizeBetween(WeightSeries.MOST_SPANS / 2, WeightSeries.MOST_SPANS);
        int width = spans.get(0).count();
        int from = 0;
        for (Span span : spans.subList(0, spans.size() - 1)) {
            assertThat(span).isEqualTo(new Span(width, from, from + width - 1.0));
            from += width;
        }
        assertThat(spans.get(spans.size() - 1)).isEqualTo(new Span(count - from, from, count - 1.0));
    }

    @Test
    void partsOfABookMakeOneSeries() {
        WeightSeries whole = new WeightSeries();
        int count = 0;
        for (int part = 0; part < 5; part++) {
            WeightSeries partly = new WeightSeries();
            for (int i = 0; i < 20_000; i++) {
                partly.add(String.valueOf(count++ % 1_000));
            }
            partly.spans().forEach(whole::add);
        }

        assertThat(whole.spans()).hasSizeLessThanOrEqualTo(WeightSeries.MOST_SPANS);
        List<Integer> counts = whole.spans().stream().map(Span::count).toList();
        int least = Collections.min(counts.subList(0, counts.size() - 1));
        assertThat(counts).as("of about one width").allMatch(each -> each < 2 * least);
        assertThat(whole.spans().stream().mapToInt(Span::count).sum()).isEqualTo(100_000);
    }
}
