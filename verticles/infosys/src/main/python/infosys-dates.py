"""A backend of the information system: weekdays, and days from one date to another."""

import datetime
import re

import coppice

DATE = r"(\d{4}-\d{2}-\d{2}|today)"
WEEKDAY = re.compile(rf"what (?:day|weekday) (?:is|was|will be) {DATE}")
BETWEEN = re.compile(rf"how many days (?:are )?(?:there )?(?:from|between) {DATE} (?:to|until|and) {DATE}")
UNTIL = re.compile(rf"how many days (?:are )?(?:there )?(?:until|to) {DATE}")


def date(text):
    return datetime.date.today() if text == "today" else datetime.date.fromisoformat(text)


def answer(question):
    """The answer to a question about dates; None for any other."""
    question = question.lower().strip(" ?.")
    if match := WEEKDAY.fullmatch(question):
        return date(match[1]).strftime("%A")
    if match := BETWEEN.fullmatch(question):
        return f"{(date(match[2]) - date(match[1])).days} days"
    if match := UNTIL.fullmatch(question):
        return f"{(date(match[1]) - datetime.date.today()).days} days"
    return None


@coppice.consumer("infosys.dates", local=True)
def asked(message):
    question = message.body.get("question") if isinstance(message.body, dict) else None
    if not isinstance(question, str):
        message.fail(400, 'a request must be an object with the text "question"')
        return
    try:
        text = answer(question)
    except ValueError as no_such_day:
        text = f"There is no such day: {no_such_day}."
    message.reply({"answers": [{"text": text, "score": 100}] if text else []})
