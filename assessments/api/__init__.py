"""The API of assessments beside their documents: evaluations, golden cases, questionnaires, earlier versions.

Whatever readers answer stays inside one function call: it is written nowhere, told in no error and in no log.
"""
