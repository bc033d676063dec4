"""The demo sites in four families of site software, each a pure function from entries to pages.

``plain`` a list with 下一页 links · ``trs`` static pages of TRS WCM · ``hanweb`` Hanweb columns with their
``dataproxy.jsp`` · ``ucap`` list files of UCAP. ``catalogue.demo_sites()`` gives them all.
"""
