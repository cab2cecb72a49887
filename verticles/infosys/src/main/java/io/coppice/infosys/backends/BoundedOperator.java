package io.coppice.infosys.backends;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;

/**
 * An operator whose result is refused where it is too large or too fine.
 *
 * <p>Two numbers far enough apart take all memory: the remainder of 10^999999999 and 3 is made by writing the first one out.
 *
 * @param operator what is bounded
 */
record BoundedOperator(OperatorIfc operator) implements OperatorIfc {

    private static final int MOST_DIGITS = 1_100;

    @Override
    public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands)
            throws EvaluationException {
        EvaluationValue result = operator.evaluate(expression, token, operands);
        if (result.isNumberValue()) {
            BigDecimal number = result.getNumberValue();
            if (Math.abs((long) number.precision() - number.scale()) > MOST_DIGITS
                    || Math.abs((long) number.scale()) > MOST_DIGITS) {
                throw new EvaluationException(token, "the number is out of range");
            }
        }
        return result;
    }

    @Override
    public int getPrecedence() {
        return operator.getPrecedence();
    }

    @Override
    public int getPrecedence(ExpressionConfiguration configuration) {
        return operator.getPrecedence(configuration);
    }

    @Override
    public boolean isLeftAssociative() {
        return operator.isLeftAssociative();
    }

    @Override
    public boolean isPrefix() {
        return operator.isPrefix();
    }

    @Override
    public boolean isPostfix() {
        return operator.isPostfix();
    }

    @Override
    public boolean isInfix() {
        return operator.isInfix();
    }

    @Override
    public boolean isOperandLazy() {
        return operator.isOperandLazy();
    }
}
