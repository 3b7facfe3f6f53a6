"""What an election leaves on paper, at a union's founding and at the end of a term."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.choices import Engagement, Post
from yuanxin.organisation.founding.choices import Standing


class Election(models.Model):
    """The result of an election (选举结果): its day, who might vote, who came. Who stood is told by the nominees."""

    elected_on = models.DateField(_("election day"), null=True, blank=True)
    entitled = models.PositiveIntegerField(_("entitled to vote"), null=True, blank=True)
    present = models.PositiveIntegerField(_("present"), null=True, blank=True)

    class Meta:
        abstract = True


class Nominee(models.Model):
    """Somebody who stands for a post; with the election come the votes, and whether they elected."""

    name = models.CharField(_("name"), max_length=50)
    post = models.CharField(_("post"), max_length=16, choices=Post)
    engagement = models.CharField(_("engagement"), max_length=10, choices=Engagement, default=Engagement.PART_TIME)
    standing = models.CharField(_("office at work"), max_length=20, choices=Standing, default=Standing.ORDINARY)
    votes = models.PositiveIntegerField(_("votes"), null=True, blank=True)
    elected = models.BooleanField(_("elected"), default=False)

    class Meta:
        abstract = True
