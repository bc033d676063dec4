"""Demo web sites: nine made-up counties of 演示省 and one rebuilt page of a real county, served on loopback.

Figures lie in ``figures/`` as they are printed, ``planted.csv`` names every fault that was put in on purpose,
``truth`` says cell by cell what a reader must find, and ``server`` serves the sites.
The package imports nothing of ``crawler``, ``transform`` or ``pipeline``: it stands for the outside world.
"""
