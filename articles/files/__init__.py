"""Content files: a folder of YAML, Markdown and CSL-JSON that says what the drafts say, read and written.

`docs/content-files.md` explains the format to people. The way in:

    folder.scan(path)                  -> files, and what cannot be read
    reading.read(files, library)       -> a plan: the state that each draft is to have, and every problem
    importing.carry_in(plan=…)         -> the plan written, in one entry

and the way out: `exporting.files_of(…)` says every file's text, `exporting.write(…)` puts them into a folder.
Each kind of file is described once, as a `kinds.Kind`, for both directions; an application above registers
its own.
"""
