package syscalls

// netRows are the socket calls. Addresses of the family AF_UNIX hold paths:
// those that the kernel reads are resolved, those that it writes are turned
// back into guest paths. A null address pointer is no address.
var netRows = []Row{
	passed("socket", nr(41, 198, 359, 281), kinds{}, "a socket has no name until it is bound"),
	passed("socketpair", nr(53, 199, 360, 288), kinds{}, "makes two connected sockets without names"),
	answered("bind", nr(49, 200, 361, 282), kinds{FD, Sockaddr}, doBind),
	rewritten("connect", nr(42, 203, 362, 283), kinds{FD, Sockaddr}, doConnect),
	passed("listen", nr(50, 201, 363, 284), kinds{FD}, "the socket got its name in bind"),
	rewritten("accept", nr(43, 202, -1, 285), kinds{FD, OutSockaddr, SockLen}, doAccept).when(1, anyBit),
	rewritten("accept4", nr(288, 242, 364, 366), kinds{FD, OutSockaddr, SockLen}, doAccept).when(1, anyBit),
	rewritten("getsockname", nr(51, 204, 367, 286), kinds{FD, OutSockaddr, SockLen}, doSockname),
	rewritten("getpeername", nr(52, 205, 368, 287), kinds{FD, OutSockaddr, SockLen}, doSockname),
	rewritten("sendto", nr(44, 206, 369, 290), kinds{FD, Other, Other, Other, Sockaddr}, doSendto).when(4, anyBit),
	rewritten("sendmsg", nr(46, 211, 370, 296), kinds{FD, MsgHdr}, doSendmsg),
	rewritten("sendmmsg", nr(307, 269, 345, 374), kinds{FD, MMsgHdr}, doSendmmsg),
	rewritten("recvfrom", nr(45, 207, 371, 292), kinds{FD, Other, Other, Other, OutSockaddr, SockLen},
		doRecvfrom).when(4, anyBit),
	rewritten("recvmsg", nr(47, 212, 372, 297), kinds{FD, OutMsgHdr}, doRecvmsg),
	rewritten("recvmmsg", nr(299, 243, 337, 365), kinds{FD, OutMMsgHdr}, doRecvmmsg),
	rewritten("recvmmsg_time64", nr(-1, -1, 417, 417), kinds{FD, OutMMsgHdr}, doRecvmmsg),
	// i386: argument 0 says which socket call, argument 1 points to its arguments.
	rewritten("socketcall", nr(-1, -1, 102, -1), kinds{}, doSocketcall),
	passed("send", nr(-1, -1, -1, 289), kinds{FD}, "sends over a connected socket; it has no address argument"),
	passed("recv", nr(-1, -1, -1, 291), kinds{FD}, "receives without asking for the sender's address"),
	passed("shutdown", nr(48, 210, 373, 293), kinds{FD}, "closes one direction of a socket that the guest already holds"),
	passed("setsockopt", nr(54, 208, 366, 294), kinds{FD},
		"options of a held socket: numbers, network addresses, interface names; netfilter's paths need CAP_NET_ADMIN"),
	passed("getsockopt", nr(55, 209, 365, 295), kinds{FD},
		"options of a held socket; only SO_PEERNAME, which libcs never ask, tells a unix path, and as the host has it"),
}
