"""The mail service's way in, the operator's list of what came in, and the demo's mail program."""

import logging
from email.message import EmailMessage
from email.utils import parseaddr

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from notifications import mailbox
from proposals.replies import mail_services, selectors, services
from proposals.replies.forms import AnswerForm, ReceivedForm
from proposals.replies.models import Outcome, Source

PER_PAGE = 20
logger = logging.getLogger(__name__)


@csrf_exempt  # a mail service posts without a session; every request carries its signature
@require_POST
def handed_over(request: HttpRequest) -> HttpResponse:
    """403: not signed, too old, or its signature was used for another mail. 422: signed, and not to be read. The
    service tries again for a while, also after a 500."""
    try:
        mails = list(mail_services.handed_over(request))
    except mail_services.NotSigned:
        return HttpResponse(status=403)
    except mail_services.Unreadable as error:
        logger.error("The mail service hands over what cannot be read: %s", error)
        return HttpResponse(status=422)
    try:
        for one in mails:
            services.receive(one.raw, source=Source.SERVICE, to=one.to, receipt=one.receipt)
    except IntegrityError:
        return HttpResponse(status=403)
    return HttpResponse(status=200)


@require_safe
@login_required
def received(request: HttpRequest) -> HttpResponse:
    """Never a word of a mail: an operator sees that one came and what became of it."""
    if not request.user.is_staff:
        raise Http404
    form = ReceivedForm(request.GET)
    page = Paginator(selectors.received(**form.found()), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "replies/received.html", {"form": form, "page": page, "asked": bool(request.GET)})


@require_POST
def try_out(request: HttpRequest, name: str) -> HttpResponse:
    """Answer a mail of the local mailbox as its reader: what a mail program would send, on the same way in."""
    mail = mailbox.read(name)
    if mail is None or not mail.reply_to:
        raise Http404
    form = AnswerForm(request.POST)
    if not form.is_valid():
        context = {"mail": mail, "answer": form}
        return render(request, "notifications/mailbox_message.html", context, status=422)
    row = services.receive(_answer(mail, form.cleaned_data["text"]), source=Source.DEMO)
    if row.outcome == Outcome.COMMENT:
        messages.success(request, _("Your answer is in the conversation."))
    else:
        words = {"outcome": Outcome(row.outcome).label}
        messages.warning(request, _("Your answer was not added (%(outcome)s). A mail says why.") % words)
    return redirect("notifications:mailbox_message", name)


def _answer(mail: mailbox.Mail, text: str) -> bytes:
    made = EmailMessage()
    made["From"] = parseaddr(mail.heading.to)[1]
    made["To"] = mail.reply_to
    made["Subject"] = "Re: " + mail.heading.subject
    quote = "\n".join(f"> {line}" for line in mail.text.splitlines())
    made.set_content(f"{text}\n\nOn that day, {mail.heading.sender} wrote:\n{quote}\n")
    return bytes(made)
