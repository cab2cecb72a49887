package io.coppice.infosys.backends;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount in another unit: {@code 10 miles in km}, {@code how many days are 3 weeks}. */
final class Conversion {

    private static final String AMOUNT = "(?<amount>-?\\d{1,20}(?:\\.\\d{1,20})?)";
    private static final String UNIT = "[\\p{L}°][\\p{L}\\d/°]*";
    private static final Pattern INTO = Pattern.compile("(?i:what is |how much is |convert )?" + AMOUNT + " ?(?<from>"
            + UNIT + ") (?i:in|to|into|as) (?<to>" + UNIT + ")");
    private static final Pattern HOW_MANY = Pattern.compile("(?i:how many) (?<to>" + UNIT
            + ") (?i:are|is|are in|are there in|in) " + AMOUNT + " ?(?<from>" + UNIT + ")");

    private static final MathContext DIGITS = new MathContext(10, RoundingMode.HALF_UP);

    private Conversion() {}

    /** The amount with its unit; empty where it is no such question, or the units measure different things. */
    static Optional<String> of(String question) {
        for (Pattern form : new Pattern[] {INTO, HOW_MANY}) {
            Matcher matcher = form.matcher(question);
            if (matcher.matches()) {
                return Unit.named(matcher.group("from"))
                        .flatMap(from -> Unit.named(matcher.group("to"))
                                .filter(to -> to.measure() == from.measure())
                                .map(to -> converted(new BigDecimal(matcher.group("amount")), from, to)))
                        .map(amount -> amount + " " + matcher.group("to"));
            }
        }
        return Optional.empty();
    }

    private static String converted(BigDecimal amount, Unit from, Unit to) {
        BigDecimal base = amount.multiply(from.factor()).add(from.offset());
        BigDecimal result = base.subtract(to.offset()).divide(to.factor(), MathContext.DECIMAL128);
        return result.round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
