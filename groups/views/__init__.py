"""The pages of groups, their people, invitations and projects."""
