package match

import "strings"

var nick = func() map[string][]string {
	m := map[string][]string{}
	for _, g := range strings.Split("james jim jimmy;robert bob rob bobby;john jack johnny;michael mike mick;david dave;william bill will billy;richard rick dick rich;joseph joe;thomas tom;christopher chris;charles charlie chuck;daniel dan danny;matthew matt;anthony tony;steven steve;andrew andy drew;joshua josh;kenneth ken;timothy tim;ronald ron;edward ed ted;jeffrey jeff;jacob jake;nicholas nick;jonathan jon;stephen steve;lawrence larry;benjamin ben;samuel sam;gregory greg;alexander alex sasha;patrick pat;raymond ray;gerald jerry;zachary zach;douglas doug;peter pete;patricia pat patty;jennifer jen jenny;elizabeth liz beth betty;barbara barb;susan sue;jessica jess;deborah deb debbie;stephanie steph;rebecca becky becca;margaret maggie peggy meg;kimberly kim;katherine kate kathy katie;catherine cathy cate;christine chris tina;samantha sam;victoria vicky tori;jacqueline jackie;theresa terri;abigail abby;pamela pam;cynthia cindy;kathleen kathy;amanda mandy", ";") {
		w := strings.Fields(g)
		for _, a := range w {
			for _, b := range w {
				if a != b {
					m[a] = append(m[a], b)
				}
			}
		}
	}
	return m
}()

func sameNickname(a, b string) bool {
	for _, x := range nick[a] {
		if x == b {
			return true
		}
	}
	return false
}
