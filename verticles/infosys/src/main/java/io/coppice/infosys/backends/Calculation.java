package io.coppice.infosys.backends;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.config.OperatorDictionaryIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.FunctionIfc;
import com.ezylang.evalex.functions.basic.AbsFunction;
import com.ezylang.evalex.functions.basic.AverageFunction;
import com.ezylang.evalex.functions.basic.CeilingFunction;
import com.ezylang.evalex.functions.basic.FloorFunction;
import com.ezylang.evalex.functions.basic.Log10Function;
import com.ezylang.evalex.functions.basic.LogFunction;
import com.ezylang.evalex.functions.basic.MaxFunction;
import com.ezylang.evalex.functions.basic.MinFunction;
import com.ezylang.evalex.functions.basic.SqrtFunction;
import com.ezylang.evalex.functions.basic.SumFunction;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.operators.arithmetic.InfixDivisionOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.InfixModuloOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMultiplicationOperator;
import com.ezylang.evalex.operators.arithmetic.InfixPlusOperator;
import com.ezylang.evalex.operators.arithmetic.InfixPowerOfOperator;
import com.ezylang.evalex.operators.arithmetic.PrefixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.PrefixPlusOperator;
import com.ezylang.evalex.parser.ParseException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Arithmetic: {@code what is 6 * 7}, {@code SQRT(2) ^ 3}.
 *
 * <p>Numbers are bounded at every step, and there are no functions that count up: whatever is typed, it takes no time.
 */
final class Calculation {

    private static final Pattern OPENING = Pattern.compile("(?i)^(what is|what's|how much is|calculate|compute) ");
    private static final Pattern LARGE_EXPONENT = Pattern.compile("[eE][+-]?\\d{4,}");

    /** Digits that a whole number is shown with, and any other. */
    private static final MathContext WHOLE = MathContext.DECIMAL128;

    private static final MathContext FRACTION = new MathContext(15, RoundingMode.HALF_EVEN);

    private static final ExpressionConfiguration RULES = ExpressionConfiguration.builder()
            .mathContext(new MathContext(50, RoundingMode.HALF_EVEN))
            .arraysAllowed(false)
            .structuresAllowed(false)
            .implicitMultiplicationAllowed(false)
            .operatorDictionary(operators())
            .functionDictionary(functions())
            .build();

    private Calculation() {}

    private static OperatorDictionaryIfc operators() {
        OperatorDictionaryIfc operators = new MapBasedOperatorDictionary();
        operators.addOperator("+", new PrefixPlusOperator());
        operators.addOperator("-", new PrefixMinusOperator());
        Map<String, OperatorIfc> infix = Map.of(
                "+", new InfixPlusOperator(),
                "-", new InfixMinusOperator(),
                "*", new InfixMultiplicationOperator(),
                "/", new InfixDivisionOperator(),
                "%", new InfixModuloOperator(),
                "^", new InfixPowerOfOperator());
        infix.forEach((sign, operator) -> operators.addOperator(sign, new BoundedOperator(operator)));
        return operators;
    }

    private static FunctionDictionaryIfc functions() {
        FunctionDictionaryIfc functions = new MapBasedFunctionDictionary();
        Map<String, FunctionIfc> few = Map.of(
                "ABS", new AbsFunction(),
                "AVERAGE", new AverageFunction(),
                "CEILING", new CeilingFunction(),
                "FLOOR", new FloorFunction(),
                "LOG", new LogFunction(),
                "LOG10", new Log10Function(),
                "MAX", new MaxFunction(),
                "MIN", new MinFunction(),
                "SQRT", new SqrtFunction(),
                "SUM", new SumFunction());
        few.forEach(functions::addFunction);
        return functions;
    }

    /** The result; empty where it is nothing to calculate, or has none. */
    static Optional<String> of(String question) {
        String expression =
                OPENING.matcher(question).replaceFirst("").replace('×', '*').replace('÷', '/');
        if (LARGE_EXPONENT.matcher(expression).find()) {
            return Optional.empty();
        }
        try {
            EvaluationValue value = new Expression(expression, RULES).evaluate();
            return value.isNumberValue() ? Optional.of(shown(value.getNumberValue())) : Optional.empty();
        } catch (ParseException | EvaluationException | ArithmeticException | NumberFormatException noCalculation) {
            // Most questions are none, and nobody is to be told so.
            return Optional.empty();
        }
    }

    private static String shown(BigDecimal value) {
        BigDecimal whole = value.round(WHOLE).stripTrailingZeros();
        BigDecimal rounded = whole.scale() <= 0 ? whole : value.round(FRACTION).stripTrailingZeros();
        boolean isReadable = rounded.precision() - rounded.scale() <= WHOLE.getPrecision() && rounded.scale() <= 20;
        return isReadable ? rounded.toPlainString() : rounded.toString();
    }
}
