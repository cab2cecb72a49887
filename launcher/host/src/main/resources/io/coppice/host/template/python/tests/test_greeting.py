import unittest

from lib.greeting import greeting


class GreetingTest(unittest.TestCase):
    def test_it_greets_by_name(self):
        self.assertEqual("hello, Ann", greeting({"greeting": "hello"}, {"name": "Ann"}))
