"""A text in both languages. Vietnamese is what counts; English explains it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    vi: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.vi

    def __str__(self) -> str:
        return self.vi

    def __bool__(self) -> bool:
        return bool(self.vi)


NO_WORDING = Wording("", "")
