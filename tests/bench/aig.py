"""And-inverter graphs with latches, written in the binary AIGER format, for the hardware checker that is compared with.

A literal is a number: 2 v for variable v, 2 v + 1 for its complement, 0 false, 1 true (Biere, "The AIGER And-Inverter
Graph (AIG) Format", 2007). A latch starts at 0 there; one that starts at 1 is stored complemented.
"""


class Aig:
    def __init__(self):
        self.bad = 0
        self._inputs = []  # temporary literals; write() numbers them as the format wants
        self._latches = {}  # literal -> [starts at 1, next]
        self._ands = {}  # (right, left) -> literal, in order of creation
        self._next_literal = 2

    def _fresh(self):
        literal = self._next_literal
        self._next_literal += 2
        return literal

    def input(self):
        literal = self._fresh()
        self._inputs.append(literal)
        return literal

    def latch(self, starts_true=False):
        """A literal that is true where the latch is; it must get a `set_next`."""
        literal = self._fresh()
        self._latches[literal] = [starts_true, None]
        return literal ^ int(starts_true)

    def set_next(self, latch, value):
        entry = self._latches[latch & ~1]
        entry[1] = value ^ int(entry[0])

    def both(self, a, b):
        if a > b:
            a, b = b, a
        if a == 0 or a == b ^ 1:
            return 0
        if a == 1 or a == b:
            return b
        if (b, a) not in self._ands:
            self._ands[b, a] = self._fresh()
        return self._ands[b, a]

    def either(self, a, b):
        return self.both(a ^ 1, b ^ 1) ^ 1

    def all_of(self, literals):
        """A balanced tree; true for none."""
        literals = list(literals)
        while len(literals) > 1:
            paired = [self.both(a, b) for a, b in zip(literals[::2], literals[1::2])]
            literals = paired + literals[len(paired) * 2:]
        return literals[0] if literals else 1

    def any_of(self, literals):
        return self.all_of([literal ^ 1 for literal in literals]) ^ 1

    def decoder(self, n):
        """n literals of which at most one is true, by the value of fresh inputs; every one of them can be."""
        bits = [self.input() for _ in range(max(1, (n - 1).bit_length()))]
        return [self.all_of(bit if value >> place & 1 else bit ^ 1 for place, bit in enumerate(bits))
                for value in range(n)]

    def write(self, path):
        """To a file, in the binary format, with `bad` as the one output."""
        order = self._inputs + list(self._latches) + list(self._ands.values())
        number = {0: 0}
        for index, literal in enumerate(order, 1):
            number[literal] = 2 * index

        def renumbered(literal):
            return number[literal & ~1] | literal & 1

        with open(path, "wb") as file:
            header = (len(order), len(self._inputs), len(self._latches), 1, len(self._ands))
            file.write(("aig " + " ".join(map(str, header)) + "\n").encode())
            for _, following in self._latches.values():
                file.write(f"{renumbered(following)}\n".encode())
            file.write(f"{renumbered(self.bad)}\n".encode())
            for (one, other), literal in self._ands.items():
                left = number[literal]
                high, low = sorted((renumbered(one), renumbered(other)), reverse=True)
                file.write(_as_bytes(left - high) + _as_bytes(high - low))


def _as_bytes(value):
    """The format's variable-length numbers: seven bits a byte, the top bit where more follow."""
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
