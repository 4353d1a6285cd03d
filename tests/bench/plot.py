# SPDX-License-Identifier: ISC
"""A picture of a table, by gnuplot."""

import pathlib
import shutil
import subprocess

BAR = 26        # pixels
TERMINALS = {
    '.svg': 'svg size 800,{height} font "sans-serif,13" background "white"',
    '.png': 'pngcairo size 800,{height} font "sans-serif,10"',
}
# Bars that lie, the first on top, each with its number behind it.
SCRIPT = '''
set terminal {terminal}
set output {output}
set style fill solid
set border 0
set tics nomirror scale 0
set lmargin 32
set rmargin 4
set bmargin 1
set tmargin 2
set title {title}
unset key
unset xtics
set xrange [0:{most}*1.15]
set yrange [{count}-0.4:-0.6]
$table << END
{table}
END
plot $table using ($2/2):0:($2/2):(0.36):ytic(1) with boxxyerrorbars \\
    lc rgb "#4477aa", \\
    $table using 2:0:3 with labels left offset 0.5,0
'''


def problem(path):
    """Why there can be no such picture, or ''."""
    if shutil.which('gnuplot') is None:
        return 'gnuplot is missing (tools/install-packages bench)'
    if pathlib.Path(path).suffix not in TERMINALS:
        return f'{path}: neither .svg nor .png'
    return ''


def quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


def bars(path, title, rows):
    """Rows are (name, number)."""
    height = BAR * len(rows) + 60
    table = '\n'.join(f'"{name}" {value} "{value:,.0f}"'
                      for name, value in rows)
    kind = TERMINALS[pathlib.Path(path).suffix]
    subprocess.run(
        ['gnuplot'], check=True, text=True, input=SCRIPT.format(
            terminal=kind.format(height=height), output=quoted(path),
            title=quoted(title), table=table, count=len(rows),
            most=max(value for _, value in rows)))
    print(f'picture: {path}', flush=True)
