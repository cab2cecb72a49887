package io.coppice.infosys.question;

/**
 * A question.
 *
 * @param text a line of 1 to 200 characters
 */
public record Question(String text) {

    /** The longest. */
    public static final int MOST_CHARACTERS = 200;

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public Question {
        text = Texts.line("question", text, MOST_CHARACTERS);
    }

    /** The same for questions that are the same. Upper case counts: Mm and mm are not the same. */
    public String key() {
        return text.replaceAll("\\s+", " ").replaceAll("[ ?.]+$", "");
    }
}
