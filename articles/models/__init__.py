from .article import Article, ArticleAuthor, ArticleFAQ, RelatedPick
from .author import Author
from .citation import Citation
from .draft import Draft, Rows
from .faq import FAQ
from .organisation import Organisation
from .source_event import SourceEvent
from .topic import Topic, TopicCode, TopicSynonym, Treatment

__all__ = [
    "FAQ",
    "Article",
    "ArticleAuthor",
    "ArticleFAQ",
    "Author",
    "Citation",
    "Draft",
    "Organisation",
    "RelatedPick",
    "Rows",
    "SourceEvent",
    "Topic",
    "TopicCode",
    "TopicSynonym",
    "Treatment",
]
