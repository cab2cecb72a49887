package io.coppice.infosys.backends;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What is 6 * 7 | 42",
                "2 ^ 100 | 1267650600228229401496703205376",
                "1 / 3 | 0.333333333333333",
                "0.1 + 0.2 | 0.3",
                "(1 + 2) × 4 ÷ 6 | 2",
                "calculate SQRT(2) ^ 2 | 2",
                "17 % 5 | 2",
                "MAX(1, 5, 3) | 5",
                "what is pi | 3.14159265358979",
                "-2 ^ 2 | 4",
                "10 ^ 40 | 1E+40",
            })
    void it_calculates(String question, String result) {
        assertThat(Calculation.of(question)).contains(result);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what is love",
                "what is erlang",
                "1 / 0",
                "1 +",
                "(((",
                "\"text\"",
                "1 < 2",
                "FACT(100000)",
                "RANDOM()",
                "what day is 2026-12-24",
                "LOG(-1)",
                "[1, 2]",
                "a.b",
                ""
            })
    void what_is_no_calculation_has_no_result(String question) {
        assertThat(Calculation.of(question)).isEmpty();
    }

    /** Without the bounds each of these takes minutes, or all memory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10 ^ 999999999 % 3",
                "9 ^ 9 ^ 9 ^ 9",
                "1e999999999 % 3",
                "2 ^ (1e-999 * 1e-999)",
                "1e999 * 1e999 % 7",
                "10 ^ 999999 + 1",
                "FLOOR(10 ^ 99999999)",
                "SQRT(10 ^ 99999999)"
            })
    void numbers_are_bounded(String question) {
        assertThat(Calculation.of(question)).isEmpty();
    }

    @Test
    void a_number_may_be_large_all_the_same() {
        assertThat(Calculation.of("10 ^ 1000 + 1")).contains("1E+1000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 miles in km | 16.09344 km",
                "what is 72 °F in °C | 22.22222222 °C",
                "0 C to K | 273.15 K",
                "convert 5 in to cm | 12.7 cm",
                "how many days are 3 weeks | 21 days",
                "how many feet are in 1 mile | 5280 feet",
                "100 km/h in m/s | 27.77777778 m/s",
                "1 GiB in MB | 1073.741824 MB",
                "5 Kilometers in Miles | 3.106855961 Miles",
                "36 km/h in m/s | 10 m/s",
            })
    void it_converts(String question, String result) {
        assertThat(Conversion.of(question)).contains(result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10 miles in kg", "10 smoots in m", "10 Mg in g", "miles in km", "10 in km", "1e9 m in km"})
    void what_is_no_conversion_has_no_result(String question) {
        assertThat(Conversion.of(question)).isEmpty();
    }
}
