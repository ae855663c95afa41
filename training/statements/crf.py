"""A linear-chain conditional random field over padded sequences: its loss, its marginals, its best path."""

import torch
from torch import Tensor, nn

from tags import legal

NEVER = -1e4
"""Score of what the tag scheme forbids; finite, so that sums stay finite."""


class CRF(nn.Module):
    """Scores tag sequences; every illegal step costs NEVER. Sequences are (S, W, K) with a (S, W) mask, W >= 1."""

    def __init__(self, count: int) -> None:
        super().__init__()
        pairs, first, last = legal(count)
        self.transitions = nn.Parameter(torch.zeros(count, count))
        self.first = nn.Parameter(torch.zeros(count))
        self.last = nn.Parameter(torch.zeros(count))
        for name, allowed in (("pairs", pairs), ("begins", first), ("ends", last)):
            self.register_buffer(name, torch.where(torch.tensor(allowed), 0.0, NEVER), persistent=False)

    def scores(self) -> tuple[Tensor, Tensor, Tensor]:
        """Transitions (from, to), first and last, with what is forbidden."""
        return self.transitions + self.pairs, self.first + self.begins, self.last + self.ends

    def steps(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """The score of each step from tag to tag, (S, W-1, K, K); a masked step changes nothing."""
        steps = self.scores()[0] + emissions[:, 1:, None, :]
        nothing = torch.full_like(self.pairs, NEVER).fill_diagonal_(0.0)
        return torch.where(mask[:, 1:, None, None], steps, nothing)

    def log_z(self, emissions: Tensor, mask: Tensor, steps: Tensor | None = None) -> Tensor:
        """The log of the sum over all sequences, (S,), by multiplying neighbouring steps pair by pair.

        A tree of products costs K times the arithmetic of the usual loop and log2(W) instead of W launches.
        """
        _, first, last = self.scores()
        product = self.steps(emissions, mask) if steps is None else steps
        alpha = first + emissions[:, 0]
        while product.shape[1] > 1:
            if product.shape[1] % 2:
                alpha = _times(alpha.unsqueeze(1), product[:, 0]).squeeze(1)
                product = product[:, 1:]
            product = _times(product[:, 0::2], product[:, 1::2])
        if product.shape[1]:
            alpha = _times(alpha.unsqueeze(1), product[:, 0]).squeeze(1)
        return torch.logsumexp(alpha + last, 1)

    def score(self, emissions: Tensor, mask: Tensor, tags: Tensor) -> Tensor:
        """The score of one sequence of tags each, (S,)."""
        pairs, first, last = self.scores()
        found = (emissions.gather(2, tags.unsqueeze(2)).squeeze(2) * mask).sum(1) + first[tags[:, 0]]
        found = found + (pairs[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]).sum(1)
        final = tags.gather(1, mask.sum(1, keepdim=True) - 1).squeeze(1)
        return found + last[final]

    def loss(self, emissions: Tensor, mask: Tensor, tags: Tensor) -> Tensor:
        """Negative log-likelihood of *tags*, (S,)."""
        return self.log_z(emissions, mask) - self.score(emissions, mask, tags)

    def expected_loss(self, emissions: Tensor, mask: Tensor, unary: Tensor, pairwise: Tensor) -> Tensor:
        """Expected negative log-likelihood under another model's marginals, (S,); exact, as the score is linear.

        Args:
            unary: (S, W, K), zero where masked; rows sum to 1.
            pairwise: (S, W-1, K, K), zero where masked.
        """
        pairs, first, last = self.scores()
        final = unary.gather(1, (mask.sum(1) - 1)[:, None, None].expand(-1, 1, unary.shape[2])).squeeze(1)
        expected = (
            (unary * emissions).sum((1, 2))
            + (pairwise * pairs.clamp(min=-50.0)).sum((1, 2, 3))
            + unary[:, 0] @ first.clamp(min=-50.0)
            + final @ last.clamp(min=-50.0)
        )
        return self.log_z(emissions, mask) - expected

    def marginals(self, emissions: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Posterior of each tag (S, W, K) and of each pair of neighbours (S, W-1, K, K): gradients of log Z."""
        with torch.enable_grad():
            emissions = emissions.detach()
            start = emissions[:, :1].clone().requires_grad_()
            steps = self.steps(emissions, mask).detach().requires_grad_()
            log_z = self.log_z(torch.cat([start, emissions[:, 1:]], 1), mask, steps).sum()
            first, pairwise = torch.autograd.grad(log_z, (start, steps), materialize_grads=True)
        pairwise = pairwise * mask[:, 1:, None, None]
        return torch.cat([first, pairwise.sum(2)], 1), pairwise

    @torch.no_grad()
    def best(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """The best legal path, (S, W); what is masked is 0."""
        pairs, first, last = self.scores()
        alpha = first + emissions[:, 0]
        back = []
        for step in range(1, emissions.shape[1]):
            value, source = (alpha.unsqueeze(2) + pairs).max(1)
            live = mask[:, step, None]
            alpha = torch.where(live, value + emissions[:, step], alpha)
            back.append(torch.where(live, source, torch.arange(alpha.shape[1], device=alpha.device)))
        tag = (alpha + last).argmax(1)
        path = [tag]
        for source in reversed(back):
            tag = source.gather(1, tag.unsqueeze(1)).squeeze(1)
            path.append(tag)
        return torch.stack(path[::-1], 1) * mask


def _times(left: Tensor, right: Tensor) -> Tensor:
    """Multiply (…, M, K) by (…, K, K) in the log semiring."""
    most_left, most_right = left.amax(-1, keepdim=True).detach(), right.amax(-2, keepdim=True).detach()
    product = (left - most_left).exp() @ (right - most_right).exp()
    return product.clamp(min=1e-30).log() + most_left + most_right
