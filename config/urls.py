from django.urls import include, path
from django.views.i18n import set_language

from config import health, views
from config.demo import gallery_views as gallery

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("register.urls")),
    path("", include("proposals.urls")),
    path("", include("proposals.writing.urls")),
    path("", include("proposals.starts.urls")),
    path("", include("proposals.exchange.urls")),
    path("", include("proposals.files.urls")),
    path("", include("proposals.overlap.urls")),
    path("", include("proposals.insight.urls")),
    path("", include("proposals.needs.urls")),
    path("", include("proposals.joining.urls")),
    path("", include("proposals.codesign.urls")),
    path("", include("proposals.talk.urls")),
    path("", include("proposals.replies.urls")),
    path("", include("proposals.suggestions.urls")),
    path("", include("proposals.contributions.urls")),
    path("", include("proposals.presence.urls")),
    path("", include("proposals.review.urls")),
    path("", include("proposals.intake.urls")),
    path("", include("proposals.frameworks.urls")),
    path("", include("proposals.records.urls")),
    path("", include("proposals.due.urls")),
    path("", include("partners.urls")),
    path("", include("notifications.urls")),
    path("", include("notifications.webhooks.urls")),
    path("demo/messages/", gallery.messages, name="gallery_messages"),
    path("demo/messages/<slug:name>/<slug:form>/<slug:language>/", gallery.message, name="gallery_message"),
    path("demo/messages/<slug:name>/<slug:form>/<slug:language>/html/", gallery.message_html, name="gallery_html"),
    path("accounts/", include("allauth.account.urls")),
    path("language/", set_language, name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
