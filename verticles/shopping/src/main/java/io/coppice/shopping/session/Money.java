package io.coppice.shopping.session;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Prices, as text with two decimals outside and as whole cents inside. */
final class Money {

    private static final BigDecimal MOST = new BigDecimal(1_000_000);

    private Money() {}

    /**
     * The cents of a price, which is a JSON number or text.
     *
     * @throws IllegalArgumentException saying what would be right
     */
    static long cents(@Nullable Object price) {
        if (price instanceof Number || price instanceof String) {
            try {
                BigDecimal value = new BigDecimal(price.toString());
                if (value.signum() >= 0 && value.compareTo(MOST) <= 0) {
                    return value.movePointRight(2).longValueExact();
                }
            } catch (ArithmeticException | NumberFormatException e) {
                throw wrong(price);
            }
        }
        throw wrong(price);
    }

    private static IllegalArgumentException wrong(@Nullable Object price) {
        return new IllegalArgumentException(
                "\"price\" must be a number from 0 to 1000000 with at most two decimals, not " + price);
    }

    /** {@code 12.50}. */
    static String text(long cents) {
        return BigDecimal.valueOf(cents, 2).toString();
    }

    /** So many hundredths of an amount, to the nearest cent. */
    static long percent(long cents, int percent) {
        return BigDecimal.valueOf(cents)
                .multiply(BigDecimal.valueOf(percent))
                .divide(BigDecimal.valueOf(100), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
