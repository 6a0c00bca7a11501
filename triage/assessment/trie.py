"""Every literal in many texts at once: a trie walked from all positions together, one array operation per character.

The automaton of one text hands over each occurrence as an object, which costs more than finding it; here occurrences
stay numbers. Both find exactly the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.intp]
_Keys: TypeAlias = NDArray[np.uint64]

CODE_POINTS = 0x110000
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: neighbouring keys land far apart
_EMPTY = np.uint64(0)  # no key is 0, because no character has the class 0
_ROOM = 4  # slots per transition, so that most lookups end at the first


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where literals stand; the arrays run in parallel, in order of start, then of end."""

    literals: Numbers
    starts: Numbers
    ends: Numbers


@dataclass(frozen=True, slots=True)
class Trie:
    """States by number, 0 the root; transitions in a hash table with open addressing."""

    class_of: NDArray[np.uint16]  # code point → class of character, 0 for one in no literal
    class_bits: np.uint64
    shift: np.uint64
    keys: _Keys
    targets: Numbers
    literal_at: Numbers  # state → literal that ends there, -1 for none
    is_inner: NDArray[np.bool_]
    longest: int

    @classmethod
    def of(cls, literals: Sequence[str]) -> "Trie":
        """Compile distinct ``literals`` (no empty string)."""
        classes = {char: number for number, char in enumerate(sorted(set("".join(literals))), 1)}
        class_bits = len(classes).bit_length()
        steps, ends = _steps(literals, classes, class_bits)
        class_of = np.zeros(CODE_POINTS, dtype=np.uint16)
        class_of[[ord(char) for char in classes]] = list(classes.values())
        slot_bits = (len(steps) * _ROOM).bit_length()
        shift = np.uint64(64 - slot_bits)
        keys, targets = _table(steps, slot_bits, shift)
        literal_at = np.full(len(steps) + 1, -1, dtype=np.intp)
        literal_at[list(ends)] = list(ends.values())
        is_inner = np.zeros(len(steps) + 1, dtype=np.bool_)
        is_inner[[key >> class_bits for key in steps]] = True
        longest = max(map(len, literals), default=0)
        return cls(class_of, np.uint64(class_bits), shift, keys, targets, literal_at, is_inner, longest)

    def find(self, codes: NDArray[np.uint32]) -> Occurrences:
        """Every occurrence in the code points of a text, overlapping ones too."""
        classes = np.concatenate((self.class_of.take(codes), np.zeros(self.longest, dtype=np.uint16)))
        at, states = np.arange(len(codes)), np.zeros(len(codes), dtype=np.intp)
        literals, starts, ends = [], [], []
        for depth in range(1, self.longest + 1):
            moved, states = self._step(states, classes.take(at + (depth - 1)))
            at = at.take(moved)
            literal = self.literal_at.take(states)
            complete = np.flatnonzero(literal >= 0)
            literals.append(literal.take(complete))
            starts.append(at.take(complete))
            ends.append(starts[-1] + depth)
            inner = np.flatnonzero(self.is_inner.take(states))
            at, states = at.take(inner), states.take(inner)
        if not literals:
            return Occurrences(*(np.empty(0, dtype=np.intp) for _ in range(3)))
        started = np.concatenate(starts)
        order = np.argsort(started, kind="stable")  # shorter ones came first and stay first
        return Occurrences(np.concatenate(literals).take(order), started.take(order), np.concatenate(ends).take(order))

    def _step(self, states: Numbers, classes: NDArray[np.uint16]) -> tuple[Numbers, Numbers]:
        """Which of ``states`` have a transition for the character beside them, and where it leads."""
        keys = (states.astype(np.uint64) << self.class_bits) | classes
        slots = ((keys * _SPREAD) >> self.shift).astype(np.intp)
        seen = self.keys.take(slots)
        is_known = classes > 0
        is_there = (seen == keys) & is_known
        waiting = np.flatnonzero((seen != keys) & (seen != _EMPTY) & is_known)
        while len(waiting):
            slots[waiting] += 1
            seen = self.keys.take(slots.take(waiting))
            is_there[waiting] = seen == keys.take(waiting)
            waiting = waiting.compress((seen != keys.take(waiting)) & (seen != _EMPTY))
        moved = np.flatnonzero(is_there)
        return moved, self.targets.take(slots.take(moved))


def _steps(literals: Iterable[str], classes: dict[str, int], class_bits: int) -> tuple[dict[int, int], dict[int, int]]:
    """Transitions by key (state and class of character), and the literal that ends at a state."""
    steps: dict[int, int] = {}
    ends: dict[int, int] = {}
    for number, literal in enumerate(literals):
        state = 0
        for char in literal:
            state = steps.setdefault(state << class_bits | classes[char], len(steps) + 1)
        ends[state] = number
    return steps, ends


def _table(steps: dict[int, int], slot_bits: int, shift: np.uint64) -> tuple[_Keys, Numbers]:
    """The transitions where ``_step`` looks for them, with room behind the last slot."""
    every = np.fromiter(steps, dtype=np.uint64, count=len(steps))
    homes = ((every * _SPREAD) >> shift).tolist()
    size = (1 << slot_bits) + len(steps) + 1
    keys, targets = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.intp)
    taken: set[int] = set()
    for home, (key, target) in zip(homes, steps.items(), strict=True):
        slot = home
        while slot in taken:
            slot += 1
        taken.add(slot)
        keys[slot], targets[slot] = key, target
    return keys, targets
