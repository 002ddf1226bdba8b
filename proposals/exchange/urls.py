from django.urls import path, register_converter

from proposals.exchange import views


class OneOf:
    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TableFormat(OneOf):
    regex = "csv|xlsx"


class DocumentFormat(OneOf):
    regex = "json|html|pdf"


register_converter(TableFormat, "table")
register_converter(DocumentFormat, "document")

app_name = "exchange"
urlpatterns = [
    path("work/import/", views.imports, name="imports"),
    path("work/import/template.<table:table>", views.template, name="template"),
    path("work/import/<uuid:pk>/", views.job, name="job"),
    path("work/import/<uuid:pk>/start/", views.start, name="start"),
    path("work/import/<uuid:pk>/stop/", views.stop, name="stop"),
    path("work/proposals.<table:table>", views.cases, name="cases"),
    path("work/proposals/<uuid:pk>/document.<document:extension>", views.document, name="document"),
    path("schema/proposal.json", views.schema, name="schema"),
]
