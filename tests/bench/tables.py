# SPDX-License-Identifier: ISC
"""Tables of figures, as text and as Markdown."""

import statistics


def median(values):
    return statistics.median(values) if values else float('nan')


def show(title, head, rows):
    """Prints a table that Markdown understands, too."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [head, *rows])
              for i in range(len(head))]
    print(f'\n{title}\n')
    for n, row in enumerate([head, *rows]):
        cells = [cell.ljust(w) if i == 0 else cell.rjust(w)
                 for i, (cell, w) in enumerate(zip(row, widths))]
        print('| ' + ' | '.join(cells) + ' |')
        if n == 0:
            print('|' + '|'.join('-' * (w + 1) + ('-' if i == 0 else ':')
                                 for i, w in enumerate(widths)) + '|')
    print(flush=True)
